"""Published capex, quarter by quarter, as it stands."""

from __future__ import annotations

from typing import Any

from expectations.bounds import FRESH_DAYS
from expectations.custom import ExpectEachToBeFresh
from expectations.suite import Run

KEY = ("company_id", "basis", "fiscal_year", "fiscal_quarter")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table; what of its versions is in their suite."""
    return [
        ExpectEachToBeFresh(
            column="period_end",
            companies=[each.company_id for each in run.registry.companies if each.is_spender],
            day=run.ran_at.date(),
            most_days=FRESH_DAYS,
            severity="warning",
            description=(
                f"each spender's newest quarter ended within {FRESH_DAYS} days of the run"
            ),
            meta={"check": "spenders_are_fresh", "about": "age"},
        ),
    ]
