"""Suites of the tables in the schema `intermediate`, each file named after its table."""
