"""Reads of accountability across models, for verbs and pages."""
