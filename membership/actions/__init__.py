"""Writes, each a verb: keyword arguments, `by` and `on` (or `at`), one transaction, one audit entry."""
