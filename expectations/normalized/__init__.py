"""Suites of the tables in the schema `normalized`, each file named after its table."""
