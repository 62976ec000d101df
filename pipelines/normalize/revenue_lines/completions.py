"""What belongs beside the members of an axis, by a ruling, before they make up the whole (rule 6).

Alphabet states its gains from hedging under a concept of their own and no member; Oracle divides
its cloud by product, and states the rest of revenue under other concepts. Whether members and
what completes them add up is decided in `lines.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.revenue_lines.members import axis_key, dimension_key
from pipelines.normalize.revenue_lines.revenue_tables import TABLE, consolidated

if TYPE_CHECKING:
    from pipelines.registry import Registry

_SCHEMA = {
    "company_id": pl.String,
    "axis": pl.String,
    "completing_concept": pl.String,
    "dimension_key": pl.String,
}


def completing(raw: pl.DataFrame, table: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """One row per filing, period, concept of members and axis that a ruling completes.

    Args:
        raw: `raw.sec_segment_facts`.
        table: `revenue_tables.RevenueTable.figures`.
        registry: with its rulings on what completes an axis.

    Returns:
        `TABLE`, concept, axis and `completing`, the sum of all that the filing states of it.
    """
    rulings = pl.DataFrame(
        [
            (supplier.company_id, axis_key(each.axis), *what)
            for supplier in registry.suppliers
            for each in supplier.completions
            for what in (
                *((concept, "") for concept in each.concepts),
                *((None, dimension_key([(one.axis, one.member)])) for one in each.members),
            )
        ],
        schema=_SCHEMA,
        orient="row",
    )
    # A concept of its own completes the members under whichever concept they stand.
    apart = consolidated(raw, registry.completing_concepts, registry).join(
        rulings.drop_nulls("completing_concept"),
        left_on=["company_id", "concept"],
        right_on=["company_id", "completing_concept"],
    )
    under = table.select(*TABLE, "concept").unique()
    beside = table.join(
        rulings.filter(pl.col("completing_concept").is_null()), on=["company_id", "dimension_key"]
    )
    columns = [*TABLE, "concept", "axis", "value"]
    return (
        pl.concat(
            [apart.drop("concept").join(under, on=TABLE).select(columns), beside.select(columns)]
        )
        .group_by(*TABLE, "concept", "axis")
        .agg(completing=pl.col("value").sum())
    )
