"""What is reported of the revenue of those who sell AI, and since when it is known."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween, ExpectRowsToBeFoundIn
from expectations.suite import Run
from pipelines.contracts.normalized import MODEL_COMPANIES, MODEL_COMPANY_REVENUE
from pipelines.contracts.returns_columns import PROJECTION

KEY = MODEL_COMPANY_REVENUE.key
READS = (MODEL_COMPANIES.full_name,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["model_company_id"],
            second_table=MODEL_COMPANIES.full_name,
            tables=str(run.tables),
            description="who is reported on is in the registry",
            meta={"check": "sellers_are_registered", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="as_of_date",
            end="known_from",
            min_days=0,
            row_condition=Column("kind") != PROJECTION,
            description="nothing is known before the day that it is of",
            meta={"check": "nothing_known_before_its_day", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="stated_date",
            end="known_from",
            min_days=0,
            max_days=1,
            description="a report is known from the end of its day",
            meta={"check": "known_from_the_report", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a report states a figure of a day once",
            meta={"check": "key_is_unique"},
        ),
    ]
