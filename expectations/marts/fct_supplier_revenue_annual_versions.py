"""What is claimed of the published versions of supplier revenue by fiscal year."""

from __future__ import annotations

import polars as pl

from expectations.claims import Frames, Suite
from expectations.common_claims import FILED_SOURCES, filings_are_known
from expectations.currency_claims import dollars_follow
from expectations.version_claims import every_version_is_published, versions_follow_each_other
from pipelines.contracts.normalized import VERSIONS

_TABLE = "marts.fct_supplier_revenue_annual_versions"
_METRICS = VERSIONS.full_name
_LINES = "staging.stg_registry__revenue_lines"
_CELL = ["company_id", "revenue_line_id", "fiscal_year"]


def _derived(frames: Frames) -> pl.DataFrame:
    """The versions of the years of registered lines' series."""
    lines = frames[_LINES].select("company_id", "revenue_line_id", "metric_id")
    return (
        frames[_METRICS]
        .filter(period_kind="year")
        .join(lines, on=["company_id", "metric_id"], maintain_order="left")
        .rename({"unit": "currency"})
    )


SUITE = Suite(
    claims=(
        filings_are_known(_TABLE, ["accession"], pl.col("source").is_in(FILED_SOURCES)),
        *versions_follow_each_other(_TABLE, _CELL),
        *dollars_follow(_TABLE, [*_CELL, "version"]),
        every_version_is_published(_TABLE, _CELL, _derived, "value", "currency"),
    )
)
