"""The published marts: built, compared with the ones before, swapped in, traced.

Not here: the models (`dbt_project/`), and connections (`storage/connections.py`).
"""
