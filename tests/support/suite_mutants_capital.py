"""For each expectation on the spenders' ratios, commitments and backlogs a mutant it must catch."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.support.mutations import changed, plus

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.mutations import Mutant

CENT = Decimal("0.01")
SCOPES = "normalized.metric_scopes"
BACKLOG = "marts.fct_remaining_performance_obligation"
BACKLOG_VERSIONS = "marts.fct_remaining_performance_obligation_versions"
RATIOS, RATIO_TOTALS = "marts.fct_capital_ratios", "marts.fct_capital_ratio_totals"
COMMITMENTS = "marts.fct_commitments"
COMMITMENT_VERSIONS = "marts.fct_commitments_versions"

VERSION_MUTANTS: dict[str, Callable[[str], Mutant]] = {
    "filings_are_known": lambda table: changed(table, accession="0000000009-21-000001"),
    "calendar_offsets_are_small": lambda table: changed(table, calendar_offset_days=-47),
    "versions_follow_each_other": lambda table: changed(table, known_to=dt.datetime(2026, 8, 1)),
}

MUTANTS: dict[tuple[str, str], Mutant] = {
    (SCOPES, "registry_is_complete"): changed(SCOPES, metric_id="elsewhere"),
    (SCOPES, "scopes_are_given"): changed(SCOPES, scope=" "),
    (BACKLOG, "scopes_are_registered"): changed(BACKLOG, scope="All that is dreamt of."),
    (BACKLOG, "growth_is_plausible"): changed(
        BACKLOG, pl.col("yoy_pct").is_not_null(), yoy_pct=1001.0
    ),
    (RATIOS, "calendar_offsets_are_small"): changed(RATIOS, calendar_offset_days=-47),
    (RATIOS, "capex_is_published"): changed(RATIOS, capex_usd=plus("capex_usd", CENT)),
    (RATIOS, "revenue_is_published"): changed(RATIOS, revenue_usd=plus("revenue_usd", CENT)),
    (RATIOS, "intensity_is_plausible"): changed(RATIOS, capex_to_revenue=11.0),
    (RATIO_TOTALS, "capex_is_published"): changed(
        RATIO_TOTALS, pl.col("capex_usd").is_not_null(), capex_usd=plus("capex_usd", CENT)
    ),
    (RATIO_TOTALS, "newest_complete_quarter_is_full"): changed(
        RATIO_TOTALS, pl.col("calendar_quarter") == "2026Q1", capex_to_revenue=None
    ),
    (COMMITMENTS, "scopes_are_registered"): changed(COMMITMENTS, scope="All that is dreamt of."),
    (COMMITMENTS, "commitments_are_not_negative"): changed(COMMITMENTS, value=-1),
    **{
        (table, check): make(table)
        for table in (BACKLOG_VERSIONS, COMMITMENT_VERSIONS)
        for check, make in VERSION_MUTANTS.items()
    },
}
