"""What is claimed of the published versions of capex by fiscal year."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import (
    IS_FILED_BASIS,
    filings_are_known,
    years_are_reconciled,
)
from expectations.version_claims import every_version_is_published, versions_follow_each_other

_TABLE = "marts.fct_capex_annual_versions"
_SOURCE = "intermediate.int_capex_versions__by_basis"
_CELL = ["company_id", "basis", "fiscal_year"]

SUITE = Suite(
    claims=(
        filings_are_known(_TABLE, ["accession"], IS_FILED_BASIS),
        *versions_follow_each_other(_TABLE, _CELL),
        *years_are_reconciled(_TABLE),
        every_version_is_published(
            _TABLE, _CELL, lambda frames: frames[_SOURCE].filter(period_kind="year"), "value"
        ),
    )
)
