"""What lies on disk: whole files, Parquet tables, and the one place that opens DuckDB.

Not here: raw bytes (`archive/`), and which marts are published (`publish/`).
"""
