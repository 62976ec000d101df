"""Capital expenditure that companies guided, as people entered it."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.entered import (
    companies_are_registered,
    confidence_is_given,
    documents_are_named,
    entered_after_it_was_said,
    rows_are_unique,
)
from expectations.shared import guidance_is_of_a_kind, ranges_are_in_order
from expectations.suite import Run
from pipelines.contracts.raw import RAW_GUIDANCE_STATEMENTS
from pipelines.registry.capex_bases import METRICS_OF_BASIS

KEY = RAW_GUIDANCE_STATEMENTS.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        companies_are_registered(run, "who guided is a company of the registry"),
        guidance_is_of_a_kind(),
        ranges_are_in_order(),
        gxe.ExpectColumnValuesToBeBetween(
            column="low_usd",
            min_value=0,
            description="nobody guides a negative amount",
            meta={"check": "amounts_are_positive", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="basis",
            value_set=[*METRICS_OF_BASIS, "not_stated"],
            description="guidance is of a basis of capital expenditure, or of none that is stated",
            meta={"check": "bases_are_known", "scope": "company"},
        ),
        documents_are_named("every row names the document of the company", scope="company"),
        ExpectDaysBetweenToBeBetween(
            start="issued_date",
            end="horizon_end_date",
            min_days=0,
            row_condition=Column("issued_date").is_not_null(),
            description="what is guided is not over on the day on which it is said",
            meta={"check": "horizons_are_ahead", "scope": "company"},
        ),
        entered_after_it_was_said(
            "issued_date", "no row is entered before it was said", scope="company"
        ),
        confidence_is_given(scope="company"),
        rows_are_unique(KEY, "a period is guided once in a document, on one basis"),
    ]
