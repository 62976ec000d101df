"""For each expectation on the spenders' ratios, commitments and backlogs a mutant it must catch."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from tests.support.mutations import changed

if TYPE_CHECKING:
    from tests.support.mutations import Mutant

SCOPES = "normalized.metric_scopes"
BACKLOG = "marts.fct_remaining_performance_obligation"
BACKLOG_VERSIONS = "marts.fct_remaining_performance_obligation_versions"

UNKNOWN_FILING = "0000000009-21-000001"

MUTANTS: dict[tuple[str, str], Mutant] = {
    (SCOPES, "registry_is_complete"): changed(SCOPES, metric_id="elsewhere"),
    (SCOPES, "scopes_are_given"): changed(SCOPES, scope=" "),
    (BACKLOG, "scopes_are_registered"): changed(BACKLOG, scope="All that is dreamt of."),
    (BACKLOG, "growth_is_plausible"): changed(
        BACKLOG, pl.col("yoy_pct").is_not_null(), yoy_pct=1001.0
    ),
    (BACKLOG_VERSIONS, "filings_are_known"): changed(BACKLOG_VERSIONS, accession=UNKNOWN_FILING),
    (BACKLOG_VERSIONS, "calendar_offsets_are_small"): changed(
        BACKLOG_VERSIONS, calendar_offset_days=-47
    ),
    (BACKLOG_VERSIONS, "versions_follow_each_other"): changed(
        BACKLOG_VERSIONS, known_to=dt.datetime(2026, 8, 1)
    ),
}
