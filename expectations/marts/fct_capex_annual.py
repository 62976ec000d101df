"""Published capex by fiscal year, as it stands."""

from __future__ import annotations

from typing import Any

from expectations.shared import differences_have_a_cause
from expectations.suite import Run

KEY = ("company_id", "basis", "fiscal_year")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table; what of its versions is in their suite."""
    return [differences_have_a_cause("_usd")]
