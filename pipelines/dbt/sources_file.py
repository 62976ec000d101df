"""Generates dbt's `_sources.yml` from `contracts.TABLES`, which declare each column once.

`python -m pipelines.dbt.sources_file` writes the file; a unit test fails while it is stale. Belongs
here: how a contract reads as a dbt source. The views behind the sources are prepared by
`pipelines.dbt.source_views`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import yaml

from pipelines import contracts
from pipelines.settings import DBT_DIR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.contracts.model import Table

SOURCES_PATH = DBT_DIR / "models" / "_sources.yml"

# The schemas that Python writes and dbt reads; what Python adds to the marts is no source.
SOURCE_SCHEMAS = ("raw", "normalized", "analysis")

_HEADER = (
    "# Generated from pipelines/contracts/: change it there, then run\n"
    "# `python -m pipelines.dbt.sources_file`.\n"
)
_SCHEMA_DESCRIPTIONS = {
    "raw": "Parsed responses, as their sources state them.",
    "normalized": "Facts on fiscal calendars, their versions, and the registry.",
    "analysis": "What statistics says of series of the warehouse.",
}


def source_tables() -> tuple[Table, ...]:
    """The contracts that dbt reads, in the order of `contracts.TABLES`."""
    return tuple(table for table in contracts.TABLES if table.schema in SOURCE_SCHEMAS)


def render_sources(tables: Sequence[Table] | None = None) -> str:
    """The text of `_sources.yml`: a source a schema, a table a contract.

    `source('normalized', 'versions')` has the Dagster asset key `["normalized", "versions"]`.
    """
    chosen = source_tables() if tables is None else tables
    sources = [
        {
            "name": schema,
            "schema": schema,
            "description": _SCHEMA_DESCRIPTIONS[schema],
            "tables": [_table_entry(table) for table in members],
        }
        for schema, members in groupby(chosen, key=lambda table: table.schema)
    ]
    body: str = yaml.safe_dump(
        {"sources": sources}, sort_keys=False, width=96, allow_unicode=True, indent=2
    )
    return _HEADER + body


def _table_entry(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": table.description,
        "config": {
            "meta": {
                "key": list(table.key),
                "dagster": {"asset_key": [table.schema, table.name]},
            }
        },
        "columns": [
            {
                "name": column.name,
                "data_type": column.type.duckdb,
                "description": column.description,
            }
            for column in table.all_columns
        ],
    }


if __name__ == "__main__":
    SOURCES_PATH.write_text(render_sources(), encoding="utf-8")
