"""What companies guide, of filings and of rows that a person entered."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectDaysBetweenToBeBetween, ExpectRowsToBeFoundIn
from expectations.shared import ranges_are_in_order
from expectations.suite import Run
from pipelines.contracts.normalized import DOCUMENTS, GUIDANCE

KEY = GUIDANCE.key
READS = (DOCUMENTS.full_name,)

# A call of an evening in New York is known early on the next day (UTC); a filing that is accepted
# in the evening is dated by the next business day, and its words by the evening itself.
_MOST_DAYS_BEFORE = 1


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "accession", "exhibit"],
            second_table=DOCUMENTS.full_name,
            row_condition=Column("source") == "sec_documents",
            tables=str(run.tables),
            description="a sentence stands in a document that was read",
            meta={"check": "sentences_are_of_a_document", "scope": "company"},
        ),
        ranges_are_in_order(),
        ExpectDaysBetweenToBeBetween(
            start="issued_date",
            end="horizon_end_date",
            min_days=0,
            description="what is guided is not over on the day on which it is said",
            meta={"check": "horizons_are_ahead", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="issued_date",
            end="known_from",
            min_days=-_MOST_DAYS_BEFORE,
            description="nothing is known before it was said",
            meta={"check": "nothing_known_before_it_was_said", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a period is guided once a day on a basis, in each version",
            meta={"check": "guidance_is_unique"},
        ),
    ]
