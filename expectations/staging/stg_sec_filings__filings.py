"""What is claimed of the filings on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.raw import RAW_SEC_FILINGS

SUITE = Suite(
    claims=passed_through(
        "staging.stg_sec_filings__filings", RAW_SEC_FILINGS.full_name, RAW_SEC_FILINGS.key
    )
)
