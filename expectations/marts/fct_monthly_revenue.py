"""Published monthly revenue, as it stands."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    BOUNDS_IN_WORDS,
    ExpectDollarsToFollowTheRate,
    ExpectEachToBeFresh,
    ExpectRatesToBePlausible,
)
from expectations.suite import Run

KEY = ("company_id", "month")

# Reports of a month are out by the 10th of the next one; two such months have passed then.
_FRESH_DAYS = 75

_LEAST_GROWTH_PCT, _MOST_GROWTH_PCT = -80, 500


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="value",
            column_B="value_usd",
            row_condition=Column("currency") == "USD",
            ignore_row_if="either_value_is_missing",
            description="an amount filed in USD is its own value_usd",
            meta={"check": "dollars_stay_dollars", "scope": "company"},
        ),
        ExpectDollarsToFollowTheRate(
            description="value_usd is value times fx_rate, to the cent",
            meta={"check": "dollars_follow_the_rate", "scope": "company"},
        ),
        ExpectRatesToBePlausible(
            column="fx_rate",
            base="currency",
            description=BOUNDS_IN_WORDS,
            meta={"check": "rates_are_plausible", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="value_usd",
            severity="warning",
            description="there is a rate for the currency and period of every amount",
            meta={"check": "every_amount_has_dollars"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="yoy_pct",
            min_value=_LEAST_GROWTH_PCT,
            max_value=_MOST_GROWTH_PCT,
            severity="warning",
            description=(
                f"no month grew by more than {_MOST_GROWTH_PCT} percent on the year, or fell by "
                f"more than {-_LEAST_GROWTH_PCT}"
            ),
            meta={"check": "growth_is_plausible"},
        ),
        ExpectEachToBeFresh(
            column="month_end",
            companies=[each.company_id for each in run.registry.companies if each.taiwan_listing],
            day=run.ran_at.date(),
            most_days=_FRESH_DAYS,
            severity="warning",
            description=(
                f"the newest month of each registered listing ended within {_FRESH_DAYS} days of "
                "the run"
            ),
            meta={"check": "listings_are_fresh", "about": "age"},
        ),
    ]
