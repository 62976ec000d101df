"""Running the checks of a stage, and withholding the figures that fail them.

Not here: what the checks claim (`expectations/`, `dbt_project/tests/`).
"""
