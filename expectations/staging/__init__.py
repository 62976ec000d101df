"""Suites of the tables in the schema `staging`, each file named after its table."""
