"""One module a source: what to request, and how a body becomes a frame of `contracts`.

No Dagster, dbt or DuckDB here. `fetch.py` joins a source with a transport and the archive,
`recording.py` writes the recorded data that the project ships.
"""
