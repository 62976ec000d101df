"""Bounds that checks of both kinds hold figures to, each with its reason.

Imports no Great Expectations: claims and expectations read them here.
"""

from __future__ import annotations

import polars as pl

# Half a quarter: a quarter that ends further off has most of its days in another one.
MOST_OFFSET_DAYS = 46

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


def is_implausible(currency: str, units: pl.Expr) -> pl.Expr:
    """Whether a number of units for one dollar lies outside its currency's bounds.

    A currency without bounds is never implausible.
    """
    bad: pl.Expr = pl.lit(value=False)
    for code, (least, most) in PLAUSIBLE_UNITS.items():
        bad = bad | ((pl.col(currency) == code) & ~units.is_between(least, most))
    return bad
