"""Suites of the tables in the schema `raw`, each file named after its table."""
