"""The average rates that convert flows (rule 10)."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.bounds import BOUNDS_IN_WORDS
from expectations.custom import (
    ExpectAveragesToLieAmongQuotes,
    ExpectDaysBetweenToBeBetween,
    ExpectRatesToBePlausible,
    ExpectSourcesToSpeakForTheirCurrency,
)
from expectations.suite import Run
from pipelines.contracts.normalized import PERIOD_RATES
from pipelines.contracts.raw import RAW_FX_RATES

KEY = PERIOD_RATES.key
READS = (RAW_FX_RATES.full_name,)

# A monthly average is dated by the first of its month, which the period may begin after.
_DAYS_OF_A_MONTH = 31

# A mean of rates lies among them; crosses and the twelfth place leave this much room.
_SLACK = 0.001


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectSourcesToSpeakForTheirCurrency(
            sources=run.registry.rates.sources,
            others=sorted({each.source for each in run.registry.rates.others}),
            description="the registry lets the source of a rate speak for its currency",
            meta={"check": "sources_may_speak"},
        ),
        ExpectAveragesToLieAmongQuotes(
            second_table=RAW_FX_RATES.full_name,
            slack=_SLACK,
            tables=str(run.tables),
            description=(
                "a period's rate lies between the lowest and the highest quote on its dates"
            ),
            meta={"check": "averages_lie_among_their_quotes"},
        ),
        ExpectRatesToBePlausible(
            column="usd_per_unit",
            base="currency",
            description=BOUNDS_IN_WORDS,
            meta={"check": "rates_are_plausible"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="period_start",
            end="first_rate_date",
            min_days=-_DAYS_OF_A_MONTH,
            max_days=_DAYS_OF_A_MONTH,
            description=(
                "the first quote averaged is at most a month from the first day of the period"
            ),
            meta={"check": "quotes_begin_with_the_period"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="last_rate_date",
            end="period_end",
            min_days=0,
            max_days=_DAYS_OF_A_MONTH,
            description=(
                "the last quote averaged is of the period and at most a month from its end"
            ),
            meta={"check": "quotes_end_with_the_period"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="last_rate_date",
            column_B="first_rate_date",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="the first quote averaged is no later than the last",
            meta={"check": "quotes_are_in_order"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a currency and period have one rate",
            meta={"check": "periods_are_unique"},
        ),
    ]
