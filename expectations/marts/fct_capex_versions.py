"""The published versions of capex."""

from __future__ import annotations

from typing import Any

from expectations.shared import (
    DIM_FILINGS,
    IS_FILED_CAPEX,
    calendar_offsets_are_small,
    filings_are_known,
)
from expectations.suite import Run

KEY = ("company_id", "basis", "fiscal_year", "fiscal_quarter", "version")
READS = (DIM_FILINGS,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [filings_are_known(run, IS_FILED_CAPEX), calendar_offsets_are_small()]
