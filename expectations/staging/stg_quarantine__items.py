"""What is claimed of the quarantined items on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.raw import RAW_QUARANTINE

SUITE = Suite(
    claims=passed_through(
        "staging.stg_quarantine__items", RAW_QUARANTINE.full_name, RAW_QUARANTINE.key
    )
)
