"""Reads of the top floor, by page."""
