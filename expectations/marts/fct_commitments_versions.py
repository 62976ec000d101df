"""The published versions of what spenders have signed for."""

from __future__ import annotations

from typing import Any

from expectations.shared import (
    DIM_FILINGS,
    calendar_offsets_are_small,
    filings_are_known,
    versions_follow_each_other,
)
from expectations.suite import Run

KEY = ("company_id", "commitment_kind", "fiscal_year", "fiscal_quarter", "version")
READS = (DIM_FILINGS,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        filings_are_known(run),
        calendar_offsets_are_small(),
        versions_follow_each_other(KEY[:-1], "quarter"),
    ]
