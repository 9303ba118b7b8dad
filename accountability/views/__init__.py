"""Pages of accountability, by noun."""
