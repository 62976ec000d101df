"""What is claimed of the published versions of monthly revenue."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.currency_claims import dollars_follow
from expectations.version_claims import every_version_is_published, versions_follow_each_other

_TABLE = "marts.fct_monthly_revenue_versions"
_SOURCE = "staging.stg_taiwan_monthly_revenue__months"
_CELL = ["company_id", "month"]

SUITE = Suite(
    claims=(
        *versions_follow_each_other(_TABLE, _CELL),
        *dollars_follow(_TABLE, [*_CELL, "version"]),
        every_version_is_published(
            _TABLE,
            _CELL,
            lambda frames: frames[_SOURCE].rename({"unit": "currency"}),
            "value",
            "currency",
            "report_month",
            "statement",
        ),
    )
)
