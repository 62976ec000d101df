"""Facts to series: periods, versions and metrics, as pure functions on polars frames.

No Dagster, dbt or DuckDB here, and no input or output but frames; `pipeline.py` says in which
order the rules apply.
"""
