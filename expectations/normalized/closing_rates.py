"""What is claimed of the rates that convert stocks (rule 10)."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.exchange_rates import BOUNDS_IN_WORDS, is_implausible
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.normalized import CLOSING_RATES

_TABLE = CLOSING_RATES.full_name
_RATE = name_of(*CLOSING_RATES.key)

# The longest holidays close markets for less than this.
_MOST_DAYS_OLD = 10


def _stale(frames: Frames) -> pl.DataFrame:
    age = (pl.col("month_end") - pl.col("rate_date")).dt.total_days()
    return counted(frames[_TABLE], ~age.is_between(0, _MOST_DAYS_OLD), _RATE, by="currency")


def _missing_months(frames: Frames) -> pl.DataFrame:
    expected = (
        frames[_TABLE]
        .filter(pl.col("currency") != "USD")
        .group_by("currency")
        .agg(first=pl.col("month_end").min(), last=pl.col("month_end").max())
        .with_columns(
            month_end=pl.date_ranges(pl.col("first").dt.month_start(), "last", interval="1mo")
        )
        .explode("month_end")
        .with_columns(pl.col("month_end").dt.month_end())
        .sort("currency", "month_end")
    )
    return missing(expected, frames[_TABLE], list(CLOSING_RATES.key), _RATE, by="currency")


SUITE = Suite(
    claims=(
        Claim(
            name="quotes_are_of_the_month_end",
            severity="error",
            expected=f"the quote is of the month end or at most {_MOST_DAYS_OLD} days older",
            prepare=_stale,
        ),
        Claim(
            name="rates_are_plausible",
            severity="error",
            expected=BOUNDS_IN_WORDS,
            prepare=lambda frames: counted(
                frames[_TABLE],
                is_implausible("currency", 1 / pl.col("usd_per_unit").cast(pl.Float64)),
                _RATE,
                by="currency",
            ),
        ),
        Claim(
            name="month_ends_are_unique",
            severity="error",
            expected="a currency and month end have one rate",
            prepare=lambda frames: doubled(frames[_TABLE], CLOSING_RATES.key, by="currency"),
        ),
        Claim(
            name="no_month_is_missing",
            severity="warning",
            expected="there is a rate for every month end between a currency's first and newest",
            prepare=_missing_months,
        ),
    )
)
