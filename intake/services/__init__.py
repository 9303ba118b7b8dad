"""Verbs of the intake: upload, plan, submit, decide, commit, undo; and settling findings."""
