"""Suites of the tables in the schema `marts`, each file named after its table."""
