"""Suites of what statistics says of series of the warehouse."""
