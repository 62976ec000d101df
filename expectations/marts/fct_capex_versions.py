"""What is claimed of the published versions of capex."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.common_claims import (
    calendar_offsets_are_small,
    filings_are_known,
    values_have_lineage,
)
from expectations.measures import missing, name_of, not_one_open, numbered, overlapping

_TABLE = "marts.fct_capex_versions"
_SOURCE = "intermediate.int_capex_versions__by_basis"
_CELL = ["company_id", "basis", "fiscal_year", "fiscal_quarter"]

# What a company says may cite a filing that is not at hand.
_STATED = "company_stated"
_PUBLISHED = [*_CELL, "version", "value_usd", "known_from", "known_to", "lineage_id"]

SUITE = Suite(
    claims=(
        *values_have_lineage(_TABLE, "value_usd", [*_CELL, "version"]),
        filings_are_known(_TABLE, ["accession"], pl.col("basis") != _STATED),
        calendar_offsets_are_small(_TABLE),
        Claim(
            name="versions_are_numbered",
            severity="error",
            expected="the versions of a quarter are numbered 1, 2, ... as they became known",
            prepare=lambda frames: numbered(frames[_TABLE], _CELL),
        ),
        Claim(
            name="versions_do_not_overlap",
            severity="error",
            expected="each version ends after it began, and by the time the next one begins",
            prepare=lambda frames: overlapping(frames[_TABLE], _CELL),
        ),
        Claim(
            name="one_version_stands",
            severity="error",
            expected="exactly one version of each quarter stands",
            prepare=lambda frames: not_one_open(frames[_TABLE], _CELL),
        ),
        Claim(
            name="every_version_is_published",
            severity="error",
            expected="every version of a quarter is published, value and times unchanged",
            prepare=lambda frames: missing(
                frames[_SOURCE].filter(period_kind="quarter"),
                frames[_TABLE],
                _PUBLISHED,
                name_of(*_CELL, "version"),
                by="company_id",
            ),
        ),
    )
)
