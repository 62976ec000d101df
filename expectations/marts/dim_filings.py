"""The published filings."""

from __future__ import annotations

from typing import Any

from expectations.shared import accession_is_well_formed, addresses_are_of_the_filing
from expectations.suite import Run

KEY = ("company_id", "accession")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [accession_is_well_formed(), addresses_are_of_the_filing()]
