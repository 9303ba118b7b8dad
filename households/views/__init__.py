"""Pages of the household register."""
