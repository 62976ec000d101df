"""Each table that Python writes: its grain, key, columns, types and descriptions.

The one home of those columns: the parsers and `normalize/` shape their frames by
`Table.polars_schema`, dbt's `_sources.yml` is generated from `TABLES`, and the Dagster
definitions take their column metadata from here. A table that stands in one of these modules
is one of `TABLES`; nothing else registers it. Tables that dbt builds are declared in the
models' YAML instead. What a column's values must satisfy is in `expectations/`.
"""

from __future__ import annotations

from pipelines.contracts import analysis, normalized, published, raw
from pipelines.contracts.model import Table

TABLES: tuple[Table, ...] = tuple(
    declared
    for stage in (raw, normalized, analysis, published)
    for declared in vars(stage).values()
    if isinstance(declared, Table)
)


def table(full_name: str) -> Table:
    """The table of that `schema.name`.

    Raises:
        KeyError: Python writes no such table.
    """
    return {entry.full_name: entry for entry in TABLES}[full_name]
