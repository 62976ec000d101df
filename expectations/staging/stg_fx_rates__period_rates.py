"""What is claimed of the average rates on the way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import PERIOD_RATES

SUITE = Suite(
    claims=passed_through(
        "staging.stg_fx_rates__period_rates", PERIOD_RATES.full_name, PERIOD_RATES.key
    )
)
