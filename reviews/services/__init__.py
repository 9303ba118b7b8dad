"""Verbs of the top floor, by subject."""
