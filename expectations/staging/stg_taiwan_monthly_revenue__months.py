"""What is claimed of monthly revenue on the way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import MONTHLY_REVENUE

SUITE = Suite(
    claims=passed_through(
        "staging.stg_taiwan_monthly_revenue__months", MONTHLY_REVENUE.full_name, MONTHLY_REVENUE.key
    )
)
