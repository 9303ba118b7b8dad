"""Reads across models, by subject: coverage, load, candidates, proposals, money, actions."""
