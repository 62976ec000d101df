"""The totals over spenders, with their panels (rule 9)."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.bounds import COMPLETE_AFTER_DAYS, newest_complete_quarter
from expectations.suite import Run

KEY = ("spender_group", "basis", "calendar_quarter")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    quarter = newest_complete_quarter(run.ran_at.date())
    return [
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="companies_reporting",
            column_B="companies_expected",
            row_condition=(
                (Column("spender_group") == "hyperscaler")
                & (Column("basis") == "cash")
                & (Column("calendar_quarter") == quarter)
            ),
            severity="warning",
            description=(
                "every expected hyperscaler is in cash of the newest quarter that ended at least "
                f"{COMPLETE_AFTER_DAYS} days before the run"
            ),
            meta={"check": "newest_complete_quarter_is_full", "about": "age"},
        ),
    ]
