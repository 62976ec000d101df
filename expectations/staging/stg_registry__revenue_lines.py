"""What is claimed of the rulings on revenue on the way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import REVENUE_LINES

SUITE = Suite(
    claims=passed_through(
        "staging.stg_registry__revenue_lines", REVENUE_LINES.full_name, REVENUE_LINES.key
    )
)
