"""Of the figures that one filing repeats, the one that speaks (rule 4).

A note gives in billions what a table gives in millions. Both say the same, and the finer one says
it better; which it is tell the facts' `decimals`, never their order. Figures that differ by more
than the coarser one rounds are a contradiction, and none of them speaks. Not here: which of two
filings stands (`versions.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

_FILED_NUMBER = pl.Decimal(38, 10)
# The numbers of the Financial Statement Data Sets, whose null decimals say nothing.
_WITHOUT_DECIMALS = "num.txt"
_FACT = ("company_id", "accession", "concept", "unit", "period_start", "period_end")

# Decimals of filings lie between trillions and the ten places that a filed number has.
_COARSEST, _FINEST = -12, 10
_UNITS = {each: Decimal(10) ** -each for each in range(_COARSEST, _FINEST + 1)}


class Repeats(NamedTuple):
    """What speaks, and what contradicts itself.

    Attributes:
        speaking: one fact for each cell, in the order of the input.
        contradicted: the facts of the cells whose figures differ beyond rounding.
    """

    speaking: pl.DataFrame
    contradicted: pl.DataFrame


def rounded_to(decimals: pl.Expr) -> pl.Expr:
    """The unit to which a figure of these decimals is rounded; 0 where it is exact (null)."""
    return (
        decimals.clip(_COARSEST, _FINEST)
        .replace_strict(
            list(_UNITS),
            pl.Series(list(_UNITS.values()), dtype=_FILED_NUMBER),
            default=Decimal(0),
            return_dtype=_FILED_NUMBER,
        )
        .fill_null(Decimal(0))
    )


def finest(facts: pl.DataFrame, cell: Sequence[str]) -> Repeats:
    """The finest figure of each cell; the first in the document where several are as fine.

    Args:
        facts: has value, decimals (null if exact, or if nobody says) and fact_order, and the
            cell's columns: those of facts that one filing states of one thing.
        cell: the columns that name a cell within its filing.

    A coarser figure agrees if the finest one rounds to it: if they differ by no more than half
    of the unit to which the coarser one is stated. Where one does not, the whole cell is refused,
    since nobody but the filer knows which of them is the slip.
    """
    unit = rounded_to(pl.col("decimals"))
    ranked = facts.with_row_index("place").sort(
        *cell, unit, "fact_order", "place", maintain_order=True
    )
    speaker = ranked.unique(list(cell), keep="first", maintain_order=True)
    if speaker.height == facts.height:
        return Repeats(facts, facts.clear())
    differs = (pl.col("value") - pl.col("finest_value")).abs() * 2 > unit
    contradicted = (
        ranked.join(
            speaker.select(*cell, finest_value="value"),
            on=list(cell),
            nulls_equal=True,
            maintain_order="left",
        )
        .filter(differs.any().over(cell))
        .drop("finest_value")
    )
    return Repeats(
        speaker.join(
            contradicted.select(cell).unique(), on=list(cell), how="anti", nulls_equal=True
        )
        .sort("place")
        .drop("place"),
        contradicted.sort("place").drop("place"),
    )


def says_decimals() -> pl.Expr:
    """Whether the document of a fact with dimensions says how finely it is stated."""
    return pl.col("document").ne_missing(_WITHOUT_DECIMALS)


def with_stated_decimals(facts: pl.DataFrame, segment_facts: pl.DataFrame) -> pl.DataFrame:
    """Adds `decimals` and `is_stated_with_decimals` to companyfacts, without coarser repeats.

    Companyfacts carry no decimals; the same fact of the same filing in `raw.sec_segment_facts`
    does. Where a filing states a cell twice and both decimals are known, the finer figure is kept
    alone if the coarser agrees; figures that contradict each other all stay, for others to refuse.
    """
    totals = (
        segment_facts.filter((pl.col("dimensions") == "") & says_decimals())
        .select(*_FACT, "value", "decimals", "fact_order")
        .with_columns(is_stated_with_decimals=pl.lit(value=True))
    )
    known = facts.join(
        totals, on=[*_FACT, "value"], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col("is_stated_with_decimals").fill_null(value=False))
    repeats = finest(known.filter("is_stated_with_decimals"), _FACT)
    spoken = pl.concat([repeats.speaking, repeats.contradicted]).select(*_FACT, "value")
    return known.join(
        spoken.with_columns(is_spoken=pl.lit(value=True)),
        on=[*_FACT, "value"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    ).filter(~pl.col("is_stated_with_decimals") | pl.col("is_spoken").is_not_null()).drop(
        "fact_order", "is_spoken"
    )  # fmt: skip
