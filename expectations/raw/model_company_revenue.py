"""Annualised revenue of those who sell AI, as people entered it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.entered import (
    confidence_is_given,
    documents_are_named,
    entered_after_it_was_said,
    rows_are_unique,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_MODEL_COMPANY_REVENUE
from pipelines.contracts.returns_columns import PROJECTION
from pipelines.sources.model_company_revenue.rows import KINDS, QUALIFIERS

KEY = RAW_MODEL_COMPANY_REVENUE.key

# Until then 55 rows were entered without the day of their report, and each says why.
_UNDATED_REVIEWED = dt.date(2026, 11, 26)
# Above the revenue of a year of any company there is.
_MOST_USD = 1_000_000_000_000
_IS_PROJECTION = Column("kind") == PROJECTION
_IS_NONE = Column("kind") != PROJECTION


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="model_company_id",
            value_set=sorted(each.model_company_id for each in run.registry.model_companies),
            description="who sells AI is in registry/model_companies.yml",
            meta={"check": "sellers_are_registered", "scope": "company"},
        ),
        *(
            gxe.ExpectColumnValuesToBeInSet(
                column=column,
                value_set=list(values),
                description=f"{column} is one of {', '.join(values)}",
                meta={"check": f"{column}_is_known", "scope": "company"},
            )
            for column, values in (("kind", KINDS), ("qualifier", QUALIFIERS))
        ),
        confidence_is_given(check="confidence_is_known", scope="company"),
        gxe.ExpectColumnValuesToBeBetween(
            column="annualized_revenue_usd",
            min_value=0,
            strict_min=True,
            max_value=_MOST_USD,
            description="a revenue is above zero and below a thousand billion US dollars",
            meta={"check": "revenue_is_possible", "scope": "company"},
        ),
        documents_are_named(
            "every row cites its report", check="reports_are_cited", scope="company"
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="projected_by",
            row_condition=_IS_PROJECTION,
            description="a projection says whose it is",
            meta={"check": "projections_have_an_author", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="stated_date",
            end="as_of_date",
            min_days=1,
            row_condition=_IS_PROJECTION,
            description="a projection is of a day after it",
            meta={"check": "projections_look_ahead", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="as_of_date",
            end="stated_date",
            min_days=0,
            row_condition=_IS_NONE,
            description="a report tells of what has been",
            meta={"check": "reports_look_back", "scope": "company"},
        ),
        entered_after_it_was_said(
            "stated_date", "no row is entered before its report", check="entered_after_the_report"
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="entered_date",
            max_value=_UNDATED_REVIEWED,
            row_condition=Column("stated_date").is_null(),
            severity="warning",
            description="a row without the day of its report is one of those that were reviewed",
            meta={"check": "undated_reports_are_reviewed"},
        ),
        rows_are_unique(KEY, "a report states a figure of a day once"),
    ]
