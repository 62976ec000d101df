"""The figures that people entered from companies' own words."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn, ExpectStatementsToAgree
from expectations.entered import (
    companies_are_registered,
    confidence_is_given,
    documents_are_named,
    rows_are_unique,
)
from expectations.registered import LINES
from expectations.suite import Run
from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS

# The row of its CSV, by which lineage finds a statement again.
KEY = ("company_id", "metric_id", "period_end", "file")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeUnique(
            column="file",
            description="no two rows are of one line of a file",
            meta={"check": "key_is_unique"},
        ),
        companies_are_registered(run, "every statement is of a company of the registry"),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "metric_id"],
            second_table=LINES,
            tables=str(run.tables),
            description="every statement is on a metric, or on a revenue line of its own company",
            meta={"check": "lines_are_registered", "scope": "company"},
        ),
        documents_are_named("every statement names the company's document", scope="company"),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="period_end",
            column_B="period_start",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="a period begins before it ends",
            meta={"check": "periods_begin_before_they_end", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="stated_date",
            column_B="period_end",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="a period is over when it is spoken of",
            meta={"check": "periods_are_over_when_stated", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="entered_date",
            column_B="period_end",
            or_equal=True,
            description="a period is over when its figure is entered",
            meta={"check": "periods_are_over_when_entered", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="entered_date",
            column_B="stated_date",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="a figure is entered once it is said",
            meta={"check": "statements_are_entered_once_said", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="entered_date",
            max_value=run.ran_at.date(),
            description="no figure is entered after the day of the run",
            meta={"check": "entered_by_the_day_of_the_run", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=0,
            description="revenue and capital expenditure are never negative",
            meta={"check": "figures_are_not_negative", "scope": "company"},
        ),
        confidence_is_given(check="confidence_is_known", scope="company"),
        rows_are_unique(
            RAW_COMPANY_STATEMENTS.key,
            "a document states a line and period once",
            "statements_are_unique",
        ),
        ExpectStatementsToAgree(
            group=["company_id", "metric_id", "unit", "period_start", "period_end"],
            column="value",
            rounding="rounding_unit",
            document="document",
            severity="warning",
            description="documents that state one line and period agree within their rounding",
            meta={"check": "statements_agree"},
        ),
    ]
