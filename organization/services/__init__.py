"""Verbs of the ground floor, by subject."""
