"""Quarters as one figure less several others: the columns that every such difference shares.

A difference is one row of a frame in which each operand is a side: columns `<side>_<name>` for
the names in `CARRIED`. Which facts may be sides of one difference is decided elsewhere
(`year_quarters.py`, `earlier_quarters.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.revenue_lines.line_scopes import are_two_scopes, with_scope_of
from pipelines.normalize.series.periods import BANDS, QUARTER, days
from pipelines.normalize.series.quarters import CELL
from pipelines.normalize.series.scopes import mixes_scopes, recast_of_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONEY = pl.Decimal(18, 2)

CARRIED = (
    "value",
    "rounding_unit",
    "period_start",
    "period_end",
    "known_from",
    "source",
    "cik",
    "dimensions",
    "source_reference",
    "accession",
    "document",
    "element_id",
    "recast",
)


def side(facts: pl.DataFrame, name: str, *more: str) -> pl.DataFrame:
    """The keys of `more` as they are, and the carried columns under the name of a side."""
    return facts.select(*more, pl.col(CARRIED).name.prefix(f"{name}_"))


def quarter_differences(
    rows: pl.DataFrame, sides: Sequence[str], scopes: pl.DataFrame
) -> pl.DataFrame:
    """The rows whose difference spans a quarter, is not negative and of one scope, with its value.

    Args:
        rows: period_start and period_end of the difference, is_in_weeks (its calendar is one of
            weeks, which placed it), and the sides, the longest first.
        sides: their names.
        scopes: from `line_scopes.line_scopes`.
    """
    first, *others = sides
    for each in sides:
        rows = with_scope_of(rows, scopes, each)
    subtracted = pl.sum_horizontal(f"{each}_value" for each in others).cast(_MONEY)
    length = days(pl.col("period_start"), pl.col("period_end"))
    return rows.with_columns(
        period_kind=pl.lit(QUARTER),
        value=pl.col(f"{first}_value") - subtracted,
        rounding_unit=pl.sum_horizontal(f"{each}_rounding_unit" for each in sides),
    ).filter(
        (pl.col("is_in_weeks") | length.is_between(*BANDS[QUARTER]))
        & (pl.col("value") >= 0)
        & ~pl.any_horizontal(are_two_scopes(first, each) for each in others)
        & ~mixes_scopes(
            pl.col(f"{first}_value"),
            subtracted,
            pl.col(f"{first}_recast"),
            recast_of_sum((pl.col(f"{each}_value"), pl.col(f"{each}_recast")) for each in others),
        )
    )


def observations(
    differences: pl.DataFrame, first: str, derivation: str, like: pl.DataFrame
) -> pl.DataFrame:
    """The differences as observations of their cells.

    Args:
        differences: from `quarter_differences`, with the cell, known_from and, of the longest
            side, form, known_from_basis and is_comparative.
        first: name of the longest side.
        derivation: how the rows were derived.
        like: observations whose columns and types these get.
    """
    observed = differences.with_columns(
        source=pl.col(f"{first}_source"),
        source_reference=pl.col(f"{first}_source_reference"),
        derivation=pl.lit(derivation),
        long_source=pl.col(f"{first}_source"),
        long_concept=pl.col("concept"),
        long_known_from=pl.col("known_from"),
        long_accession=pl.col(f"{first}_accession"),
        long_document=pl.col(f"{first}_document"),
    )
    missing = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in like.schema.items()
        if name not in observed.columns
    ]
    return observed.with_columns(missing).select(like.columns).cast(like.schema)


def operands(differences: pl.DataFrame, sides: Sequence[str], derivation: str) -> pl.DataFrame:
    """What each difference was made of: the longest side is added, the others subtracted."""
    return pl.concat(
        differences.select(
            *CELL,
            "known_from",
            "concept",
            derivation=pl.lit(derivation),
            operand_order=pl.lit(order),
            sign=pl.lit(1 if order == 1 else -1),
            **{name: pl.col(f"{each}_{name}") for name in CARRIED if name != "known_from"},
        )
        for order, each in enumerate(sides, start=1)
    )


def version_operands(
    versions: pl.DataFrame, operands: pl.DataFrame, like: pl.DataFrame
) -> pl.DataFrame:
    """The operands behind each version that such a difference made.

    Args:
        versions: every version, with lineage_id and derivation.
        operands: from `operands`, of every derivation.
        like: operands of other versions, whose columns and types these get.
    """
    key = [*CELL, "known_from", "derivation"]
    named = versions.select(*key, "lineage_id")
    return (
        operands.join(named, on=key, maintain_order="left").select(like.columns).cast(like.schema)
    )
