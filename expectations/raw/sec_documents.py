"""What is found in the texts of filings."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectEachGroupToContainValue
from expectations.shared import (
    accepted_near_filing_date,
    accession_is_well_formed,
    cik_is_registered,
    guidance_is_of_a_kind,
    ranges_are_in_order,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_SEC_DOCUMENTS
from pipelines.text.mention_classes import CLASSES

KEY = RAW_SEC_DOCUMENTS.key

_CLASSES = sorted(CLASSES)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        cik_is_registered(run, "filing"),
        accession_is_well_formed(),
        accepted_near_filing_date(),
        ExpectEachGroupToContainValue(
            group=["company_id", "accession", "exhibit", "document"],
            column="finding",
            value="document",
            description="what is found stands in a document that was read",
            meta={"check": "findings_are_of_a_document", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="sentences",
            min_value=1,
            description="a document that was read holds a sentence",
            meta={"check": "documents_hold_sentences", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="mention_class",
            value_set=_CLASSES,
            description=f"a mention is {', '.join(_CLASSES)}",
            meta={"check": "mentions_have_a_class", "scope": "company"},
        ),
        guidance_is_of_a_kind(),
        ranges_are_in_order(),
        gxe.ExpectColumnValuesToNotBeNull(
            column="sentence_sha256",
            row_condition=Column("finding") != "document",
            description="every finding tells its sentence by a digest",
            meta={"check": "sentences_are_told_apart", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            ignore_row_if="never",
            description="a sentence of a document states a thing once",
            meta={"check": "findings_are_unique"},
        ),
    ]
