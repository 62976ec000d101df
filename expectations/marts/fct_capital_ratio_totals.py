"""The ratios of the panel of spenders (rule 9)."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.bounds import COMPLETE_AFTER_DAYS, newest_complete_quarter
from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("spender_group", "calendar_quarter")
READS = ("marts.fct_capex_totals",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["spender_group", "basis", "calendar_quarter", "capex_usd"],
            second_table="marts.fct_capex_totals",
            second_columns=["spender_group", "basis", "calendar_quarter", "value_usd"],
            row_condition=Column("capex_usd").is_not_null(),
            tables=str(run.tables),
            description="capital expenditure is that of fct_capex_totals",
            meta={"check": "capex_is_published"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="capex_to_revenue",
            row_condition=(
                (Column("spender_group") == "hyperscaler")
                & (Column("calendar_quarter") == newest_complete_quarter(run.ran_at.date()))
            ),
            severity="warning",
            description=(
                "every expected hyperscaler states revenue and capex of the newest quarter that "
                f"ended at least {COMPLETE_AFTER_DAYS} days before the run"
            ),
            meta={"check": "newest_complete_quarter_is_full", "about": "age"},
        ),
    ]
