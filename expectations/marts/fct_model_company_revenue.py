"""The published reports of the revenue of those who sell AI."""

from __future__ import annotations

from typing import Any

from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectRowsToBeFoundIn, ExpectToHoldTheRowsOf
from expectations.suite import Run
from pipelines.contracts.normalized import MODEL_COMPANY_REVENUE

KEY = MODEL_COMPANY_REVENUE.key
READS = (MODEL_COMPANY_REVENUE.full_name, "marts.dim_model_companies")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectToHoldTheRowsOf(
            columns=list(KEY),
            second_table=MODEL_COMPANY_REVENUE.full_name,
            tables=str(run.tables),
            description="every report is published, those that differ too",
            meta={"check": "every_report_is_published"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["model_company_id", "is_combined"],
            second_table="marts.dim_model_companies",
            second_columns=["model_company_id", "is_top_tier"],
            row_condition=Column("is_combined") == True,  # noqa: E712
            tables=str(run.tables),
            description="only who is of the top tier is in the combined run rate",
            meta={"check": "combined_are_of_the_top_tier", "scope": "company"},
        ),
    ]
