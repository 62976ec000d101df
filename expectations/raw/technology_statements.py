"""Technologies named in calls, as people entered them."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.patterns import GIVEN
from expectations.suite import Run
from pipelines.contracts.raw import RAW_TECHNOLOGY_STATEMENTS
from pipelines.sources.statement_files import CONFIDENCES

KEY = RAW_TECHNOLOGY_STATEMENTS.key
_CLASSES = ("affirmative", "conditional", "boilerplate")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="technology_id",
            value_set=sorted(each.technology_id for each in run.registry.technologies),
            description="a technology that was named is one of registry/technologies.yml",
            meta={"check": "technologies_are_registered", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="company_id",
            value_set=sorted(run.registry.company_by_id),
            description="who named it is a company of the registry",
            meta={"check": "companies_are_registered", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="mention_class",
            value_set=list(_CLASSES),
            description=f"a mention is {', '.join(_CLASSES)}",
            meta={"check": "mentions_have_a_class", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="mentions",
            min_value=1,
            description="a row counts a sentence or more",
            meta={"check": "mentions_are_counted", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="document",
            regex=GIVEN,
            description="every row names the document of the company",
            meta={"check": "documents_are_named", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="stated_date",
            end="entered_date",
            min_days=0,
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
            description="a technology is entered once for a document and class",
            meta={"check": "key_is_unique"},
        ),
    ]
