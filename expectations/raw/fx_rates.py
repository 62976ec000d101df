"""What is claimed of exchange rates as quoted.

How quotes are brought into one direction stands in `expectations/exchange_rates.py`.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import newest_bodies_state_all
from expectations.exchange_rates import BOUNDS_IN_WORDS, is_implausible, units_per_dollar
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.raw import RAW_FX_RATES

_TABLE = RAW_FX_RATES.full_name

# Bounds in `exchange_rates.py` are those of the years since.
_BOUNDS_FROM = dt.date(2000, 1, 1)

_MOST_MOVE_PCT = 25
_MOST_TIMES = 10
_MOST_APART_PCT = 2

_SERIES = ["source", "currency", "frequency"]
_RATE = name_of(*_SERIES, "rate_date")


def _outside_bounds(frames: Frames) -> pl.DataFrame:
    units = frames.derive(units_per_dollar).filter(pl.col("rate_date") >= _BOUNDS_FROM)
    return counted(units, is_implausible("currency", pl.col("units")), _RATE, by="currency")


def _moved(frames: Frames, most_times: float) -> pl.DataFrame:
    """Rates more than so many times the one quoted before them, or less so."""
    rates = frames[_TABLE].sort(*_SERIES, "rate_date").with_columns(pl.col("rate").cast(pl.Float64))
    before = pl.col("rate").shift().over(_SERIES)
    compared = rates.with_columns(before=before).filter(pl.col("before").is_not_null())
    low, high = pl.min_horizontal("rate", "before"), pl.max_horizontal("rate", "before")
    return counted(compared, (low <= 0) | (high > low * most_times), _RATE, by="currency")


def _disagreements(frames: Frames) -> pl.DataFrame:
    """Months of a currency whose averages by source lie apart."""
    months = (
        frames.derive(units_per_dollar)
        .with_columns(month=pl.col("rate_date").dt.truncate("1mo"))
        .group_by("currency", "month", "source")
        .agg(pl.col("units").mean())
        .group_by("currency", "month")
        .agg(
            sources=pl.len(),
            low=pl.col("units").min(),
            high=pl.col("units").max(),
        )
        .filter(pl.col("sources") > 1)
        .sort("currency", "month")
    )
    return counted(
        months,
        pl.col("high") > pl.col("low") * (1 + _MOST_APART_PCT / 100),
        name_of("currency", "month"),
        by="currency",
    )


def _unquoted(frames: Frames) -> pl.DataFrame:
    """Companies that report in a currency of which no rate is on hand."""
    reporting = pl.DataFrame(
        [
            (company.company_id, company.reporting_currency)
            for company in frames.registry.companies
            if company.reporting_currency not in (None, "USD")
        ],
        schema={"company_id": pl.String, "currency": pl.String},
        orient="row",
    )
    return missing(
        reporting,
        frames.derive(units_per_dollar),
        ["currency"],
        name_of("company_id", "currency"),
        by="currency",
    )


def _not_of_the_pair(frames: Frames) -> pl.DataFrame:
    pair = [pl.col("base_currency"), pl.col("quote_currency")]
    named = pl.any_horizontal(pl.col("currency") == each for each in pair)
    anchored = pl.any_horizontal(each.is_in(["USD", "EUR"]) for each in pair)
    return counted(frames[_TABLE], ~named | ~anchored | (pair[0] == pair[1]), _RATE, by="currency")


SUITE = Suite(
    claims=(
        Claim(
            name="rates_are_positive",
            severity="error",
            expected="every rate is above nought",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("rate") <= 0, _RATE, by="currency"
            ),
        ),
        Claim(
            name="currencies_are_of_the_pair",
            severity="error",
            expected="a rate is between two currencies: the one it is of, and USD or EUR",
            prepare=_not_of_the_pair,
        ),
        Claim(
            name="rates_are_quoted_the_right_way",
            severity="error",
            expected=BOUNDS_IN_WORDS,
            prepare=_outside_bounds,
        ),
        Claim(
            name="rates_do_not_leap",
            severity="error",
            expected=f"no rate is more than {_MOST_TIMES} times the one before it, or less so",
            prepare=lambda frames: _moved(frames, _MOST_TIMES),
        ),
        Claim(
            name="rates_move_little",
            severity="warning",
            expected=f"no rate moves by more than {_MOST_MOVE_PCT} percent from the one before it",
            prepare=lambda frames: _moved(frames, 1 + _MOST_MOVE_PCT / 100),
        ),
        Claim(
            name="rates_are_of_the_past",
            severity="error",
            expected="no rate is dated after the day of the run",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("rate_date") > frames.ran_at.date(), _RATE, by="currency"
            ),
        ),
        Claim(
            name="rates_are_unique",
            severity="error",
            expected="a source quotes a currency once a day, or once a month",
            prepare=lambda frames: doubled(frames[_TABLE], RAW_FX_RATES.key, by="currency"),
        ),
        Claim(
            name="sources_agree",
            severity="warning",
            expected=(
                f"the averages of a month by source lie within {_MOST_APART_PCT} percent of each "
                "other"
            ),
            prepare=_disagreements,
        ),
        Claim(
            name="reporting_currencies_are_quoted",
            severity="warning",
            expected="there are rates for every currency that a registered company reports in",
            prepare=_unquoted,
        ),
        newest_bodies_state_all(_TABLE, [*_SERIES, "rate_date"], by="source"),
    )
)
