"""Spenders' capital expenditure against revenue and cash flow, as it stands."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.shared import calendar_offsets_are_small
from expectations.suite import Run

KEY = ("company_id", "fiscal_year", "fiscal_quarter")
READS = ("marts.fct_capex", "marts.fct_supplier_revenue")

# Oracle spent more than its revenue of a quarter in 2026; ten times that is a slip of scale.
_MOST_OF_REVENUE = 10
_DAYS = ["company_id", "period_start", "period_end"]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table; the arithmetic is held by dbt, on exact decimals."""
    return [
        calendar_offsets_are_small(),
        ExpectRowsToBeFoundIn(
            columns=[*_DAYS, "basis", "capex_usd"],
            second_table="marts.fct_capex",
            second_columns=[*_DAYS, "basis", "value_usd"],
            tables=str(run.tables),
            description="capital expenditure is that of fct_capex, of the same days and basis",
            meta={"check": "capex_is_published", "scope": "company"},
        ),
        ExpectRowsToBeFoundIn(
            columns=[*_DAYS, "revenue_usd"],
            second_table="marts.fct_supplier_revenue",
            second_columns=[*_DAYS, "value_usd"],
            second_where={"scope": "total_company"},
            row_condition=Column("revenue_usd").is_not_null(),
            tables=str(run.tables),
            description="revenue is the company's published total of the same days",
            meta={"check": "revenue_is_published", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="capex_to_revenue",
            min_value=0,
            max_value=_MOST_OF_REVENUE,
            description=f"capital expenditure is at most {_MOST_OF_REVENUE} times revenue",
            meta={"check": "intensity_is_plausible", "scope": "company"},
        ),
    ]
