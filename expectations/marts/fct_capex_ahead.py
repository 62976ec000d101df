"""What hyperscalers are to spend in the quarters ahead of their newest."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run

KEY = ("company_id", "calendar_quarter")
READS = ("marts.fct_capex_guidance", "marts.fct_forecasts")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "horizon", "issued_date"],
            second_table="marts.fct_capex_guidance",
            row_condition=Column("method") == "guidance",
            tables=str(run.tables),
            description="what is guided is guidance of the company",
            meta={"check": "guidance_is_published"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["ticker", "origin_quarter", "calendar_quarter"],
            second_table="marts.fct_forecasts",
            second_columns=["spender", "origin_quarter", "calendar_quarter"],
            row_condition=Column("method") == "forecast",
            tables=str(run.tables),
            description="what is forecast is a forecast of the company",
            meta={"check": "forecasts_are_published"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="value_usd",
            min_value=0,
            strict_min=True,
            description="a year whose guidance is spent says nothing of its rest",
            meta={"check": "something_is_to_come"},
        ),
    ]
