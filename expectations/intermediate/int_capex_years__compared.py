"""What is claimed of fiscal years beside the sum of their quarters."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import key_is_unique, years_are_reconciled

_TABLE = "intermediate.int_capex_years__compared"

SUITE = Suite(
    claims=(
        *years_are_reconciled(_TABLE),
        key_is_unique(_TABLE, ["company_id", "basis", "fiscal_year"]),
    )
)
