"""What is claimed of the operands of capex by basis."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import values_have_lineage

_TABLE = "intermediate.int_capex_operands__by_basis"
_VERSIONS = "intermediate.int_capex_versions__by_basis"

SUITE = Suite(
    claims=(
        *values_have_lineage(_VERSIONS, "value", ["company_id", "lineage_id"], operands=_TABLE),
    )
)
