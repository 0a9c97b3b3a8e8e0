"""Validation: scores held against the elections that came after, and the report of it."""
