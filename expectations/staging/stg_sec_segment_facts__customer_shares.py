"""What is claimed of the customers' shares on the way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import CUSTOMER_SHARES

SUITE = Suite(
    claims=passed_through(
        "staging.stg_sec_segment_facts__customer_shares",
        CUSTOMER_SHARES.full_name,
        CUSTOMER_SHARES.key,
    )
)
