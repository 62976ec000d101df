"""Measures of exchange rates: all in one direction, and whether they are plausible.

Rates are ratios, so floats serve. Which rate converts an amount is decided in `normalize/`; the
directions are read here again from the quotes, so that a rate turned upside down is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import RAW_FX_RATES

if TYPE_CHECKING:
    from expectations.claims import Frames

# Units of each currency for one US dollar since 2000, with room on both sides: a rate outside
# is quoted the other way round, in hundreds, or under another currency's name.
PLAUSIBLE_UNITS: dict[str, tuple[float, float]] = {
    "TWD": (20.0, 45.0),
    "EUR": (1 / 1.7, 1 / 0.7),
    "JPY": (70.0, 200.0),
    "KRW": (800.0, 2000.0),
    "CNY": (5.0, 9.0),
    "USD": (1.0, 1.0),
}
BOUNDS_IN_WORDS = (
    "TWD lies between 20 and 45 for one USD, JPY between 70 and 200, KRW between 800 and 2,000, "
    "CNY between 5 and 9; one EUR costs between 0.7 and 1.7 USD"
)

_EURO, _DOLLAR = "EUR", "USD"
_DATE = ["source", "frequency", "rate_date"]


def units_per_dollar(frames: Frames) -> pl.DataFrame:
    """source, currency, frequency, rate_date, units: what one US dollar costs.

    A rate for one euro is crossed with the same source's dollars for one euro on that date, and
    left out where there are none.
    """
    quoted = frames[RAW_FX_RATES.full_name].with_columns(pl.col("rate").cast(pl.Float64))
    base, quote = pl.col("base_currency"), pl.col("quote_currency")
    dollars = quoted.filter((base == _EURO) & (quote == _DOLLAR)).select(*_DATE, dollars="rate")
    joined = quoted.join(dollars, on=_DATE, how="left", maintain_order="left")
    return joined.select(
        "source",
        "frequency",
        "rate_date",
        # What is dollars for one euro is the euro's rate, whatever the series is named after.
        currency=pl.when(quote == _DOLLAR).then(base).otherwise(quote),
        units=pl.when(base == _DOLLAR)
        .then(pl.col("rate"))
        .when(quote == _DOLLAR)
        .then(1 / pl.col("rate"))
        .when(base == _EURO)
        .then(pl.col("rate") / pl.col("dollars")),
    ).drop_nulls("units")


def is_implausible(currency: str, units: pl.Expr) -> pl.Expr:
    """Whether a number of units for one dollar lies outside its currency's bounds.

    A currency without bounds is never implausible.
    """
    bad: pl.Expr = pl.lit(value=False)
    for code, (least, most) in PLAUSIBLE_UNITS.items():
        bad = bad | ((pl.col(currency) == code) & ~units.is_between(least, most))
    return bad
