"""Published supplier revenue by fiscal year, as it stands."""

from __future__ import annotations

from typing import Any

from expectations.shared import differences_have_a_cause
from expectations.suite import Run

KEY = ("company_id", "revenue_line_id", "fiscal_year")

# Figures in a release round to a million, in a call to a tenth of a billion.
_MOST_PCT = 0.5


def expectations(_: Run) -> list[Any]:
    """What is expected of the table; what of its versions is in their suite."""
    return [differences_have_a_cause(most_pct=_MOST_PCT)]
