"""The published versions of capex by fiscal year."""

from __future__ import annotations

from typing import Any

from expectations.shared import (
    DIM_FILINGS,
    IS_FILED_CAPEX,
    differences_have_a_cause,
    filings_are_known,
)
from expectations.suite import Run

KEY = ("company_id", "basis", "fiscal_year", "version")
READS = (DIM_FILINGS,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [filings_are_known(run, IS_FILED_CAPEX), differences_have_a_cause("_usd")]
