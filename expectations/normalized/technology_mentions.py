"""Where technologies are named."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween, ExpectRowsToBeFoundIn
from expectations.suite import Run
from pipelines.contracts.normalized import DOCUMENTS, TECHNOLOGIES, TECHNOLOGY_MENTIONS

KEY = TECHNOLOGY_MENTIONS.key
READS = (DOCUMENTS.full_name, TECHNOLOGIES.full_name)

# A filing is dated by the next business day where it was accepted late.
_MOST_DAYS_BEFORE = 7


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["technology_id"],
            second_table=TECHNOLOGIES.full_name,
            tables=str(run.tables),
            description="what is named is a technology of the registry",
            meta={"check": "technologies_are_registered", "scope": "company"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "accession", "exhibit"],
            second_table=DOCUMENTS.full_name,
            row_condition=Column("source") == "sec_documents",
            tables=str(run.tables),
            description="a sentence stands in a document that was read",
            meta={"check": "sentences_are_of_a_document", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="mentions",
            min_value=1,
            description="a sentence that names a technology names it once or more",
            meta={"check": "mentions_are_counted", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="said_date",
            end="known_from",
            min_days=-_MOST_DAYS_BEFORE,
            description="nothing is known before it was said",
            meta={"check": "nothing_known_before_it_was_said", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            ignore_row_if="never",
            description="a sentence names a technology in one row",
            meta={"check": "mentions_are_unique"},
        ),
    ]
