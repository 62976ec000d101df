"""Revenue of the sub-segments: totals of one tier."""

from __future__ import annotations

from typing import Any

from expectations.shared import no_total_holds_two_tiers
from expectations.suite import Run

KEY = ("segment_id", "sub_segment_id", "tier", "calendar_quarter")
READS = ("marts.fct_supplier_revenue",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [no_total_holds_two_tiers(run, KEY, "sub-segment and tier")]
