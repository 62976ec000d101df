"""One folder a source: what to request, and how a body becomes a frame of `contracts`.

No Dagster, dbt or DuckDB here. A source says what it is in one object (`base.py`); `refresh/` joins
it with a transport and the archive, `recording/` writes the recorded data that the project ships.
"""
