"""What is claimed of the statements on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS

SUITE = Suite(
    claims=passed_through(
        "staging.stg_company_statements__statements",
        RAW_COMPANY_STATEMENTS.full_name,
        ("statement_id",),
    )
)
