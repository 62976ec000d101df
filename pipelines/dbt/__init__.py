"""Running dbt, and the files of its project that are generated from declarations of ours.

Not here: the models (`dbt_project/`), and what their results are in Dagster (`defs/dbt.py`).
"""
