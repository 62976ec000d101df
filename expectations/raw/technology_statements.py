"""Technologies named in calls, as people entered them."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.entered import (
    companies_are_registered,
    confidence_is_given,
    documents_are_named,
    entered_after_it_was_said,
    rows_are_unique,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_TECHNOLOGY_STATEMENTS
from pipelines.text.mention_classes import CLASSES

KEY = RAW_TECHNOLOGY_STATEMENTS.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="technology_id",
            value_set=sorted(each.technology_id for each in run.registry.technologies),
            description="a technology that was named is one of registry/technologies.yml",
            meta={"check": "technologies_are_registered", "scope": "company"},
        ),
        companies_are_registered(run, "who named it is a company of the registry"),
        gxe.ExpectColumnValuesToBeInSet(
            column="mention_class",
            value_set=list(CLASSES),
            description=f"a mention is {', '.join(CLASSES)}",
            meta={"check": "mentions_have_a_class", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="mentions",
            min_value=1,
            description="a row counts a sentence or more",
            meta={"check": "mentions_are_counted", "scope": "company"},
        ),
        documents_are_named("every row names the document of the company", scope="company"),
        entered_after_it_was_said(
            "stated_date", "no row is entered before it was said", scope="company"
        ),
        confidence_is_given(scope="company"),
        rows_are_unique(KEY, "a technology is entered once for a document and class"),
    ]
