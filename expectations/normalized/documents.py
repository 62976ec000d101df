"""The documents that were read for their words."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectRowsToBeFoundIn
from expectations.suite import Run
from pipelines.contracts.normalized import DOCUMENTS
from pipelines.contracts.raw import RAW_SEC_DOCUMENTS

KEY = DOCUMENTS.key
READS = (RAW_SEC_DOCUMENTS.full_name,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        ExpectRowsToBeFoundIn(
            columns=["company_id", "accession", "exhibit", "sentences"],
            second_table=RAW_SEC_DOCUMENTS.full_name,
            second_where={"finding": "document"},
            tables=str(run.tables),
            description="every document is one that the source read",
            meta={"check": "documents_are_on_record", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="known_from",
            max_value=run.ran_at,
            description="no document is known after the moment of the run",
            meta={"check": "known_in_the_past", "scope": "company"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            ignore_row_if="never",
            description="each document of a filing stands once",
            meta={"check": "documents_are_unique"},
        ),
    ]
