"""What is claimed of the published versions of supplier revenue."""

from __future__ import annotations

import polars as pl

from expectations.claims import Suite
from expectations.common_claims import (
    FILED_SOURCES,
    calendar_offsets_are_small,
    filings_are_known,
)
from expectations.currency_claims import dollars_follow
from expectations.version_claims import every_version_is_published, versions_follow_each_other

_TABLE = "marts.fct_supplier_revenue_versions"
_SOURCE = "intermediate.int_supplier_revenue_versions__by_line"
_CELL = ["company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter"]
_VERSION = [*_CELL, "version"]

SUITE = Suite(
    claims=(
        filings_are_known(_TABLE, ["accession"], pl.col("source").is_in(FILED_SOURCES)),
        calendar_offsets_are_small(_TABLE),
        *versions_follow_each_other(_TABLE, _CELL),
        *dollars_follow(_TABLE, _VERSION),
        every_version_is_published(
            _TABLE, _CELL, lambda frames: frames[_SOURCE], "value", "currency", "value_usd"
        ),
    )
)
