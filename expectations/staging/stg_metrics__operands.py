"""What is claimed of the operands on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import OPERANDS

SUITE = Suite(
    claims=passed_through("staging.stg_metrics__operands", OPERANDS.full_name, OPERANDS.key)
)
