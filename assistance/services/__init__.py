"""Verbs of assistance, by subject."""
