"""Claims about amounts in US dollars beside the amount in the company's own currency."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from expectations.bounds import BOUNDS_IN_WORDS, is_implausible
from expectations.claims import Claim, Frames
from expectations.measures import counted, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_DOLLAR = "USD"

# Half a cent, and what polars cuts off a product behind the twelfth place.
_YEAR_DAYS = (350, 380)
_HALF_A_CENT = Decimal("0.0050001")


def dollars_follow(table: str, item: Sequence[str]) -> tuple[Claim, ...]:
    """value_usd is value at fx_rate: present, to the cent, at a plausible rate.

    Args:
        table: the table, with company_id, value, currency, value_usd and fx_rate.
        item: columns that name a row to a person.
    """
    name = name_of(*item, "currency")
    is_dollar = pl.col("currency") == _DOLLAR
    has_dollars = pl.col("value_usd").is_not_null()

    def unequal(frames: Frames) -> pl.DataFrame:
        difference = (pl.col("value") * pl.col("fx_rate") - pl.col("value_usd")).abs()
        return counted(
            frames[table].filter(~is_dollar & has_dollars), difference > _HALF_A_CENT, name
        )

    def implausible(frames: Frames) -> pl.DataFrame:
        value, dollars = (pl.col(each).cast(pl.Float64) for each in ("value", "value_usd"))
        # The rate that the dollars imply, not the one that stands beside them. A tiny amount
        # tells no rate, since the cents are rounded.
        rows = frames[table].filter(~is_dollar & has_dollars & (pl.col("value_usd").abs() >= 1))
        return counted(rows, is_implausible("currency", value / dollars), name)

    return (
        Claim(
            name="dollars_stay_dollars",
            severity="error",
            scope="company",
            expected="an amount filed in USD has value_usd, and it is the amount itself",
            prepare=lambda frames: counted(
                frames[table].filter(is_dollar),
                (pl.col("value_usd") != pl.col("value")) | (pl.col("fx_rate") != 1),
                name,
            ),
        ),
        Claim(
            name="dollars_follow_the_rate",
            severity="error",
            scope="company",
            expected="value_usd is value times fx_rate, to the cent",
            prepare=unequal,
        ),
        Claim(
            name="rates_are_plausible",
            severity="error",
            scope="company",
            expected=f"the rate that value_usd implies is one of these: {BOUNDS_IN_WORDS}",
            prepare=implausible,
        ),
        Claim(
            name="every_amount_has_dollars",
            severity="warning",
            expected="there is a rate for the currency and period of every amount",
            prepare=lambda frames: counted(frames[table], ~has_dollars, name),
        ),
    )


def with_year_earlier(
    grown: pl.DataFrame, cells: pl.DataFrame, series: Sequence[str]
) -> pl.DataFrame:
    """Adds `true_earlier`: the value of the series' quarter that ended a year before, by days.

    By days and not by number: a company that moves its year end numbers anew.
    """
    days = (pl.col("period_end") - pl.col("earlier_end")).dt.total_days()
    earlier = cells.select(*series, earlier_end=pl.col("period_end"), true_earlier=pl.col("value"))
    pairs = (
        grown.select(*series, "period_end")
        .unique()
        .join(earlier, on=list(series))
        .filter(days.is_between(*_YEAR_DAYS))
        .drop("earlier_end")
    )
    return grown.join(pairs, on=[*series, "period_end"], how="left", maintain_order="left")


def growth_follows(table: str, before: Sequence[str], item: Sequence[str]) -> Claim:
    """yoy_pct is the change from year_earlier_value, and that is the figure a year before.

    Args:
        table: the table, with value, year_earlier_value, yoy_pct and the columns of `before`.
        before: the columns of a cell, and last the one that tells the year: an integer or a date.
        item: columns that name a row to a person.
    """
    *cell, year = before

    def wrong(frames: Frames) -> pl.DataFrame:
        cells = frames[table]
        grown = cells.filter(
            pl.col("yoy_pct").is_not_null() | pl.col("year_earlier_value").is_not_null()
        )
        if cells.schema[year] == pl.Date():
            next_year = pl.col(year).dt.offset_by("1y")
            earlier = cells.select(*cell, next_year.alias(year), true_earlier=pl.col("value"))
            joined = grown.join(earlier, on=list(before), how="left", maintain_order="left")
        else:
            joined = with_year_earlier(grown, cells, [c for c in cell if c != "fiscal_quarter"])
        old, new = (pl.col(name).cast(pl.Float64) for name in ("year_earlier_value", "value"))
        right = (pl.col("yoy_pct") - 100 * (new - old) / old).abs() < 1e-6
        bad = (pl.col("year_earlier_value") != pl.col("true_earlier")) | (
            pl.when(old > 0).then(~right).otherwise(pl.col("yoy_pct").is_not_null())
        )
        return counted(joined, bad, name_of(*item))

    return Claim(
        name="growth_follows",
        severity="error",
        scope="company",
        expected="yoy_pct is the change on the same period of the year before, in its currency",
        prepare=wrong,
    )
