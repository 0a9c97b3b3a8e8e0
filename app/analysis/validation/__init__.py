"""Validation: scores compared with later elections, and the report."""
