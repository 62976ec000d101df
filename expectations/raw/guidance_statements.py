"""Capital expenditure that companies guided, as people entered it."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.patterns import GIVEN
from expectations.shared import guidance_is_of_a_kind, ranges_are_in_order
from expectations.suite import Run
from pipelines.contracts.raw import RAW_GUIDANCE_STATEMENTS
from pipelines.registry.capex_bases import METRICS_OF_BASIS
from pipelines.sources.statement_files import CONFIDENCES

KEY = RAW_GUIDANCE_STATEMENTS.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="company_id",
            value_set=sorted(run.registry.company_by_id),
            description="who guided is a company of the registry",
            meta={"check": "companies_are_registered", "scope": "company"},
        ),
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
        gxe.ExpectColumnValuesToMatchRegex(
            column="document",
            regex=GIVEN,
            description="every row names the document of the company",
            meta={"check": "documents_are_named", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="issued_date",
            end="horizon_end_date",
            min_days=0,
            row_condition=Column("issued_date").is_not_null(),
            description="what is guided is not over on the day on which it is said",
            meta={"check": "horizons_are_ahead", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="issued_date",
            end="entered_date",
            min_days=0,
            row_condition=Column("issued_date").is_not_null(),
            description="no row is entered before it was said",
            meta={"check": "entered_after_it_was_said", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="confidence",
            value_set=list(CONFIDENCES),
            description=f"confidence is one of {', '.join(CONFIDENCES)}",
            meta={"check": "confidence_is_given", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a period is guided once in a document, on one basis",
            meta={"check": "key_is_unique"},
        ),
    ]
