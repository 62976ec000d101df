"""What is claimed of supplier revenue by line and version, in its own currency and in USD."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.currency_claims import dollars_follow
from expectations.measures import missing, name_of
from expectations.version_claims import versions_follow_each_other
from pipelines.contracts.normalized import VERSIONS

_TABLE = "intermediate.int_supplier_revenue_versions__by_line"
_METRICS = VERSIONS.full_name
_LINES = "staging.stg_registry__revenue_lines"
_CELL = ["company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter"]


def _lost(frames: Frames) -> pl.DataFrame:
    """Quarters of registered lines' series that are not here, value and times unchanged."""
    lines = frames[_LINES].select("company_id", "revenue_line_id", "metric_id")
    quarters = (
        frames[_METRICS]
        .filter(pl.col("period_kind") == "quarter")
        .join(lines, on=["company_id", "metric_id"], maintain_order="left")
        .rename({"unit": "currency"})
    )
    kept = [*_CELL, "version", "value", "currency", "known_from", "known_to", "lineage_id"]
    return missing(quarters, frames[_TABLE], kept, name_of(*_CELL, "version"), by="company_id")


SUITE = Suite(
    claims=(
        *versions_follow_each_other(_TABLE, _CELL),
        *dollars_follow(_TABLE, [*_CELL, "version"]),
        Claim(
            name="every_quarter_of_a_line_is_kept",
            severity="error",
            expected="every version of a registered line's quarters is here, value and times alike",
            prepare=_lost,
        ),
    )
)
