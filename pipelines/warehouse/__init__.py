"""The only package that opens DuckDB: the warehouse that dbt builds, and what is published of it.

`data/warehouse.duckdb` has one writer and no readers outside the pipeline; `data/ledger.duckdb`
and `data/parquet/` are what everyone else reads. The models themselves are in `dbt_project/`.
"""

from pipelines.warehouse.building import PublishError
from pipelines.warehouse.connections import (
    Connection,
    WarehouseError,
    connect_published,
    connect_warehouse,
    frame,
    identifier,
    query,
    query_published,
    reader,
    row_counts,
    table_columns,
)
from pipelines.warehouse.publishing import Published, publish, published_fingerprint
from pipelines.warehouse.source_views import prepare_sources

__all__ = [
    "Connection",
    "PublishError",
    "Published",
    "WarehouseError",
    "connect_published",
    "connect_warehouse",
    "frame",
    "identifier",
    "prepare_sources",
    "publish",
    "published_fingerprint",
    "query",
    "query_published",
    "reader",
    "row_counts",
    "table_columns",
]
