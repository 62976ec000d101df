"""Published monthly revenue, as it stands."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.bounds import LEAST_GROWTH_PCT, MOST_GROWTH_PCT
from expectations.custom import ExpectEachToBeFresh
from expectations.suite import Run

KEY = ("company_id", "month")

# Reports of a month are out by the 10th of the next one; two such months have passed then.
_FRESH_DAYS = 75


def expectations(run: Run) -> list[Any]:
    """What is expected of the table; what of its versions is in their suite."""
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="yoy_pct",
            min_value=LEAST_GROWTH_PCT,
            max_value=MOST_GROWTH_PCT,
            severity="warning",
            description=(
                f"no month grew by more than {MOST_GROWTH_PCT} percent on the year, or fell by "
                f"more than {-LEAST_GROWTH_PCT}"
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
