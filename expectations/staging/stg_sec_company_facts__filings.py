"""What is claimed of the filings that the facts name."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import key_is_unique, rows_are_kept
from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS

_TABLE = "staging.stg_sec_company_facts__filings"
_GRAIN = ("company_id", "accession")

SUITE = Suite(
    claims=(
        rows_are_kept(_TABLE, RAW_SEC_COMPANY_FACTS.full_name, _GRAIN),
        key_is_unique(_TABLE, _GRAIN),
    )
)
