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
from pipelines.warehouse.publishing import (
    Published,
    current_publication,
    damaged_published_files,
    publish,
    published_fingerprint,
    published_results,
    unreadable_published_files,
)
from pipelines.warehouse.source_views import is_warehouse_damaged, prepare_sources

__all__ = [
    "Connection",
    "Origin",
    "PublishError",
    "Published",
    "WarehouseError",
    "compared_cells",
    "connect_published",
    "connect_warehouse",
    "current_publication",
    "damaged_published_files",
    "frame",
    "identifier",
    "is_warehouse_damaged",
    "prepare_sources",
    "publish",
    "published_changes",
    "published_evidence",
    "published_fingerprint",
    "published_generation",
    "published_origin",
    "published_refusals",
    "published_results",
    "query",
    "query_published",
    "reader",
    "row_counts",
    "table_columns",
    "unreadable_published_files",
]
