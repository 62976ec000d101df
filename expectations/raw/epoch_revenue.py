"""Annualised revenue of those who sell AI, as Epoch AI's table has it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.entered import confidence_is_given, rows_are_unique
from expectations.shared import newest_bodies_state_all
from expectations.suite import Run
from pipelines.contracts.raw import RAW_EPOCH_REVENUE
from pipelines.sources.epoch_revenue.revenue_table import KINDS

KEY = RAW_EPOCH_REVENUE.key

# Later ones have the days of reports, and so has the table as it is fetched.
_LAST_UNDATED_COPY = dt.date(2025, 12, 31)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="model_company_id",
            value_set=sorted(each.model_company_id for each in run.registry.model_companies),
            description="who sells AI is in registry/model_companies.yml",
            meta={"check": "sellers_are_registered", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="kind",
            value_set=sorted(KINDS.values()),
            description="the table has no projections and no figures of a whole year",
            meta={"check": "kind_is_known", "scope": "company"},
        ),
        confidence_is_given(check="confidence_is_known", scope="company"),
        gxe.ExpectColumnValuesToBeBetween(
            column="annualized_revenue_usd",
            min_value=0,
            strict_min=True,
            max_value=1_000_000_000_000,
            description="a revenue is above zero and below a thousand billion US dollars",
            meta={"check": "revenue_is_possible", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="as_of_date",
            end="stated_date",
            min_days=0,
            description="a report tells of what has been",
            meta={"check": "reports_look_back", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="seen_date",
            max_value=_LAST_UNDATED_COPY,
            row_condition=Column("stated_date").is_null(),
            severity="warning",
            description="only copies of before the table had report days have rows without",
            meta={"check": "undated_reports_are_reviewed"},
        ),
        newest_bodies_state_all(),
        rows_are_unique(KEY, "a report states a figure of a day once"),
    ]
