"""The only package that opens DuckDB: the warehouse that dbt builds, and what is published of it.

`data/warehouse.duckdb` has one writer and no readers outside the pipeline; `data/ledger.duckdb`
and `data/parquet/` are what everyone else reads. The models themselves are in `dbt_project/`.
"""

from pipelines.warehouse.building import Origin, PublishError
from pipelines.warehouse.comparing import (
    compared_cells,
    published_changes,
    published_evidence,
    published_generation,
    published_origin,
    published_refusals,
)
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
    "Origin",
    "PublishError",
    "Published",
    "WarehouseError",
    "compared_cells",
    "connect_published",
    "connect_warehouse",
    "frame",
    "identifier",
    "prepare_sources",
    "publish",
    "published_changes",
    "published_evidence",
    "published_fingerprint",
    "published_generation",
    "published_origin",
    "published_refusals",
    "query",
    "query_published",
    "reader",
    "row_counts",
    "table_columns",
]
