"""What is claimed of the closing rates on the way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import CLOSING_RATES

SUITE = Suite(
    claims=passed_through(
        "staging.stg_fx_rates__closing_rates", CLOSING_RATES.full_name, CLOSING_RATES.key
    )
)
