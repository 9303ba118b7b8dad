"""Pages of the village register."""
