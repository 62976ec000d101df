"""What is claimed of the published versions of capex."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import (
    IS_FILED_BASIS,
    calendar_offsets_are_small,
    filings_are_known,
)
from expectations.version_claims import every_version_is_published, versions_follow_each_other

_TABLE = "marts.fct_capex_versions"
_SOURCE = "intermediate.int_capex_versions__by_basis"
_CELL = ["company_id", "basis", "fiscal_year", "fiscal_quarter"]

SUITE = Suite(
    claims=(
        filings_are_known(_TABLE, ["accession"], IS_FILED_BASIS),
        calendar_offsets_are_small(_TABLE),
        *versions_follow_each_other(_TABLE, _CELL),
        every_version_is_published(
            _TABLE, _CELL, lambda frames: frames[_SOURCE].filter(period_kind="quarter"), "value"
        ),
    )
)
