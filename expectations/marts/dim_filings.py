"""The published filings."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.patterns import FILING_URL
from expectations.suite import Run
from pipelines.contracts.columns import ACCESSION_PATTERN

KEY = ("company_id", "accession")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToMatchRegex(
            column="accession",
            regex=ACCESSION_PATTERN,
            description="accession numbers read 0000000000-00-000000",
            meta={"check": "accession_is_well_formed"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="url",
            regex=FILING_URL,
            description="every filing links by https to a document of a filing at the SEC",
            meta={"check": "filings_have_addresses"},
        ),
    ]
