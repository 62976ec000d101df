"""Facts that cannot be what they say, refused one by one before any rule builds on them.

Belongs here: what a fact and the facts beside it in its own filing prove, whatever was filed
before or later. Does not belong here: which concept speaks (`concepts.py`), and what figures of
several periods prove about each other (`quarters.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.facts.publication_time import trailing_zeros

if TYPE_CHECKING:
    from pipelines.registry import Registry

CONTRADICTED_IN_FILING = "contradicted_in_filing"
NEGATIVE_FIGURE = "negative_figure"

# One cell of one document.
_CELL = (
    "company_id",
    "metric_id",
    "concept",
    "unit",
    "source",
    "dimensions",
    "source_reference",
    "period_start",
    "period_end",
)


@dataclass(frozen=True)
class Judged:
    """The facts that stand, and those refused with `rule` and `told`, the figures of the cell."""

    facts: pl.DataFrame
    refused: pl.DataFrame


def without_impossible(facts: pl.DataFrame, registry: Registry) -> Judged:
    """The facts without those that are negative where none can be, or contradicted.

    Args:
        facts: facts with their metric and period, values as money, rounding_unit, and
            is_stated_with_decimals: whether the filing states that unit of this very fact.
        registry: for the metrics that are never negative.
    """
    never_negative = [m.metric_id for m in registry.metrics if m.never_negative]
    is_negative = (pl.col("value") < 0) & pl.col("metric_id").is_in(never_negative)
    negative = facts.filter(is_negative).with_columns(
        rule=pl.lit(NEGATIVE_FIGURE), told=pl.col("value").cast(pl.String)
    )
    one_figure, contradicted = _one_figure_a_cell(facts.filter(~is_negative))
    return Judged(one_figure, pl.concat([negative, contradicted]))


def _one_figure_a_cell(facts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts with one figure for each cell of a document, and those that contradict another.

    Of repeats the more precise speaks where the coarser agree with it within their own rounding
    (rule 4). Where a filing states no precision, the trailing zeros of each figure tell.
    """
    is_repeated = pl.struct(_CELL).is_duplicated()
    repeated = facts.filter(is_repeated)
    if repeated.is_empty():
        return facts, repeated.with_columns(
            rule=pl.lit(None, dtype=pl.String), told=pl.lit(None, dtype=pl.String)
        )
    # A zero is stated exactly: it rounds nothing.
    told_by_zeros = pl.lit(10, dtype=pl.Int64).pow(
        pl.when(pl.col("value") != 0).then(trailing_zeros()).otherwise(0)
    )
    unit = pl.when("is_stated_with_decimals").then("rounding_unit").otherwise(told_by_zeros)
    weighed = repeated.with_columns(own_unit=unit).with_columns(
        finest=pl.col("value").sort_by("own_unit", maintain_order=True).first().over(_CELL),
    )
    difference = (pl.col("value") - pl.col("finest")).abs()
    agrees = difference * 2 <= pl.when(difference != 0).then("own_unit").otherwise(0)
    judged = weighed.with_columns(
        is_consistent=agrees.all().over(_CELL),
        told=pl.col("value").cast(pl.String).unique(maintain_order=True).implode()
        .list.join(" and ").over(_CELL),
    )  # fmt: skip
    speaks = judged.filter("is_consistent").filter(pl.col("value") == pl.col("finest"))
    contradicted = judged.filter(~pl.col("is_consistent")).with_columns(
        rule=pl.lit(CONTRADICTED_IN_FILING)
    )
    return (
        pl.concat(
            [
                facts.filter(~is_repeated),
                speaks.unique(_CELL, keep="first", maintain_order=True).select(facts.columns),
            ]
        ),
        contradicted.select(*facts.columns, "rule", "told"),
    )
