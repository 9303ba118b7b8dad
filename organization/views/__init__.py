"""Pages of the ground floor, by subject."""
