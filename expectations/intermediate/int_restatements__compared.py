"""What is claimed of restatements: a version beside the one it replaced."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import key_is_unique, restatements_are_exact

_TABLE = "intermediate.int_restatements__compared"

SUITE = Suite(
    claims=(
        *restatements_are_exact(_TABLE),
        key_is_unique(_TABLE, ["company_id", "metric_id", "period_kind", "period_end", "version"]),
    )
)
