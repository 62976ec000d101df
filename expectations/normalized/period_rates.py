"""What is claimed of the average rates that convert flows (rule 10)."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.exchange_rates import BOUNDS_IN_WORDS, is_implausible, units_per_dollar
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.normalized import PERIOD_RATES, VERSIONS

_TABLE = PERIOD_RATES.full_name
_DOLLAR = "USD"
_RATE = name_of(*PERIOD_RATES.key)

# A monthly average is dated by the first of its month, which the period may begin after.
_DAYS_OF_A_MONTH = 31

# A mean of rates lies among them; crosses and the twelfth place leave this much room.
_SLACK = 0.001


def _uncovered(frames: Frames) -> pl.DataFrame:
    flows = (
        frames[VERSIONS.full_name]
        .filter((pl.col("unit") != _DOLLAR) & (pl.col("period_kind") != "instant"))
        .select("company_id", "period_start", "period_end", currency=pl.col("unit"))
        .unique(maintain_order=True)
    )
    return missing(
        flows,
        frames[_TABLE],
        list(PERIOD_RATES.key),
        name_of("company_id", "currency", "period_start", "period_end"),
        by="currency",
    )


def _not_among_quotes(frames: Frames) -> pl.DataFrame:
    """Averages that lie outside the quotes of their source on their dates."""
    rates = frames[_TABLE].filter(pl.col("currency") != _DOLLAR)
    quotes = frames.derive(units_per_dollar).select("source", "currency", "rate_date", "units")
    among = (
        rates.join(quotes, on=["source", "currency"])
        .filter(pl.col("rate_date").is_between("first_rate_date", "last_rate_date"))
        .group_by(PERIOD_RATES.key)
        .agg(low=pl.col("units").min(), high=pl.col("units").max())
    )
    units = 1 / pl.col("usd_per_unit").cast(pl.Float64)
    bad = ~units.is_between(pl.col("low") * (1 - _SLACK), pl.col("high") * (1 + _SLACK))
    joined = rates.join(among, on=list(PERIOD_RATES.key), how="left", maintain_order="left")
    return counted(joined, bad, _RATE, by="currency")


def _strayed(frames: Frames) -> pl.DataFrame:
    bad = (
        (pl.col("first_rate_date") < pl.col("period_start") - pl.duration(days=_DAYS_OF_A_MONTH))
        | (pl.col("last_rate_date") > pl.col("period_end"))
        | (pl.col("first_rate_date") > pl.col("last_rate_date"))
    )
    return counted(frames[_TABLE], bad, _RATE, by="currency")


def _sparse(frames: Frames) -> pl.DataFrame:
    """Averages whose dates leave out more than a month at either end of the period."""
    bad = (
        pl.col("first_rate_date") > pl.col("period_start") + pl.duration(days=_DAYS_OF_A_MONTH)
    ) | (pl.col("last_rate_date") < pl.col("period_end") - pl.duration(days=_DAYS_OF_A_MONTH))
    return counted(frames[_TABLE], bad, _RATE, by="currency")


SUITE = Suite(
    claims=(
        Claim(
            name="periods_have_rates",
            severity="warning",
            expected="there is a rate for the currency and period of every flow that is not in USD",
            prepare=_uncovered,
        ),
        Claim(
            name="averages_lie_among_their_quotes",
            severity="error",
            expected="a period's rate lies between the lowest and the highest quote on its dates",
            prepare=_not_among_quotes,
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
            name="quotes_are_of_the_period",
            severity="error",
            expected="the quotes averaged are of the period, or of the months it touches",
            prepare=_strayed,
        ),
        Claim(
            name="quotes_span_the_period",
            severity="error",
            expected="the quotes averaged leave no more than a month out at either end",
            prepare=_sparse,
        ),
        Claim(
            name="periods_are_unique",
            severity="error",
            expected="a currency and period have one rate",
            prepare=lambda frames: doubled(frames[_TABLE], PERIOD_RATES.key, by="currency"),
        ),
    )
)
