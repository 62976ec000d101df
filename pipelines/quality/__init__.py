"""Building and checking a stage, and withholding the figures that fail; in a process apart.

Not here: what the checks say (`expectations/`, `dbt_project/tests/`), and running dbt (`dbt/`).
"""
