"""The registry's assumptions about the size of the market as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import ASSUMPTIONS

if TYPE_CHECKING:
    from pipelines.registry import Registry

# Columns that the registry names otherwise: value and quarter are words of SQL.
_FIELDS = {
    "base_value": "value",
    "low_value": "low",
    "high_value": "high",
    "measured_quarter": "quarter",
    "valid_from_quarter": "valid_from",
}


def assumptions(registry: Registry) -> pl.DataFrame:
    """`normalized.assumptions`: the registry's entries."""
    names = list(ASSUMPTIONS.polars_schema)
    rows = [
        [getattr(each, _FIELDS.get(name, name)) for name in names] for each in registry.assumptions
    ]
    frame = pl.DataFrame(rows, schema=ASSUMPTIONS.polars_schema, orient="row")
    return ASSUMPTIONS.conform(frame)
