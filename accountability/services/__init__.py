"""Verbs of accountability, one module per noun."""
