"""What is claimed of the published versions of supplier revenue."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.common_claims import (
    FILED_SOURCES,
    calendar_offsets_are_small,
    filings_are_known,
    values_have_lineage,
)
from expectations.currency_claims import dollars_follow
from expectations.measures import missing, name_of
from expectations.version_claims import versions_follow_each_other

_TABLE = "marts.fct_supplier_revenue_versions"
_SOURCE = "intermediate.int_supplier_revenue_versions__by_line"
_CELL = ["company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter"]
_VERSION = [*_CELL, "version"]
_PUBLISHED = [*_VERSION, "value", "currency", "value_usd", "known_from", "known_to", "lineage_id"]

SUITE = Suite(
    claims=(
        *values_have_lineage(_TABLE, "value", _VERSION),
        filings_are_known(_TABLE, ["accession"], pl.col("source").is_in(FILED_SOURCES)),
        calendar_offsets_are_small(_TABLE),
        *versions_follow_each_other(_TABLE, _CELL),
        *dollars_follow(_TABLE, _VERSION),
        Claim(
            name="every_version_is_published",
            severity="error",
            expected="every version of a quarter is published, value and times unchanged",
            prepare=lambda frames: missing(
                frames[_SOURCE], frames[_TABLE], _PUBLISHED, name_of(*_VERSION), by="company_id"
            ),
        ),
    )
)
