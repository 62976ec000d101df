"""Traps V*: how time misleads, each with a naive reading that a check catches."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.recorded_world import Checks, World

FILINGS = "raw.sec_filings"
FACTS, VERSIONS, OPERANDS = "normalized.facts", "normalized.versions", "normalized.operands"
COMPANIES, REVENUE = "normalized.companies", "marts.fct_supplier_revenue"
SEGMENTS, CAPEX, TOTALS = "marts.fct_segment_revenue", "marts.fct_capex", "marts.fct_capex_totals"


def test_mutant_v1_the_newest_figure_is_known_from_the_first_day(
    honest: World, checks: Checks
) -> None:
    """A restated year told as if it had always been known so."""
    cell = ["company_id", "metric_id", "period_kind", "period_end"]
    restated = (pl.col("company_id") == "META") & (pl.col("version") > 1)
    naive = honest.where(VERSIONS, restated, known_from=pl.col("known_from").min().over(cell))
    assert "META" in checks.caught(f"{VERSIONS} nothing_known_too_early", honest, naive)


def test_mutant_v2_new_york_time_taken_for_utc(honest: World, checks: Checks) -> None:
    """Four or five hours too early; reports of the morning would come before EDGAR opens."""
    on_the_wall = (
        pl.col("accepted_at")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone("America/New_York")
        .dt.replace_time_zone(None)
    )
    naive = honest.where(FILINGS, pl.lit(value=True), accepted_at=on_the_wall)
    checks.caught(f"{FILINGS} accepted_in_opening_hours", honest, naive)


# Vertiv's report on 2020, and the amendment that restates a few of its figures.
REPORT, AMENDMENT = "0001628280-21-003604", "0001628280-21-008318"


def test_mutant_v3_an_amendment_replaces_the_whole_report(honest: World, checks: Checks) -> None:
    """What the amendment does not repeat still holds, and was known before it."""
    filed = honest[FACTS].filter(pl.col("accession").is_in([REPORT, AMENDMENT]))
    assert set(filed["form"]) == {"10-K", "10-K/A"}
    naive = honest.without(FACTS, pl.col("accession") == REPORT)
    assert "VRT" in checks.caught(f"{OPERANDS} operands_are_on_record", honest, naive)


def test_mutant_v4_facts_that_lag_are_taken_for_all_there_is(honest: World, checks: Checks) -> None:
    """Meta's report was out in October; a week later companyfacts had not heard of it."""
    ahead = honest.with_row(
        FILINGS,
        company_id="META",
        cik=1326801,
        accession="0001628280-26-000099",
        form="10-Q",
        filed_date=dt.date(2026, 10, 29),
        report_date=dt.date(2026, 9, 30),
        accepted_at=dt.datetime(2026, 10, 29, 20, 5),
    )
    said = checks.caught(f"{FACTS} facts_keep_up_with_filings", honest, ahead)
    assert "META facts end on 2026-06-30" in said


# Data sets come out a month or two after a quarter's end, with what was filed in the quarter.
NEWEST_DATA_SET = dt.datetime(2026, 3, 31)


def test_trap_v5_what_no_data_set_holds_yet_is_published(honest: World) -> None:
    recent = honest[REVENUE].filter(pl.col("known_from") > NEWEST_DATA_SET)
    assert recent["company_id"].n_unique() > 5


def test_mutant_v5_the_quarterly_bundle_is_the_only_source(honest: World, checks: Checks) -> None:
    naive = honest.without(REVENUE, pl.col("known_from") > NEWEST_DATA_SET)
    checks.caught(f"{REVENUE} suppliers_are_fresh", honest, naive)


def test_mutant_v6_totals_of_different_companies_are_compared(
    honest: World, checks: Checks
) -> None:
    """Growth of whoever has reported by now over everybody a year ago."""
    segments = honest[SEGMENTS]
    year = pl.col("calendar_quarter").str.head(4).cast(pl.Int32)
    cell = ["segment_id", "tier", "calendar_quarter"]
    earlier = segments.select(
        "segment_id",
        "tier",
        calendar_quarter=pl.format("{}{}", year + 1, pl.col("calendar_quarter").str.tail(2)),
        before=pl.col("value_usd").cast(pl.Float64),
    )
    computed = segments.join(earlier, on=cell, how="left", maintain_order="left")
    naive = honest.with_table(
        SEGMENTS,
        computed.with_columns(
            matched_yoy_pct=pl.when(pl.col("matched_yoy_pct").is_not_null()).then(
                100 * (pl.col("value_usd").cast(pl.Float64) / pl.col("before") - 1)
            )
        ).drop("before"),
    )
    checks.caught(f"{SEGMENTS} growth_is_of_the_matched_panel", honest, naive)


def test_trap_v7_the_panel_of_a_day_is_who_was_expected_on_it(honest: World) -> None:
    """Companies that came later do not enter the past, and those that left do not leave it."""
    totals = honest[TOTALS].filter(pl.col("basis") == "cash").sort("calendar_quarter")
    expected = totals["companies_expected"]
    assert expected[0] < expected[-1]
    assert expected.to_list() == sorted(expected.to_list())
    dated = {c.company_id: c.capex_expected_from for c in honest.registry.companies}
    in_panel = honest[CAPEX].filter(pl.col("is_in_panel"))
    first = in_panel.group_by("company_id").agg(pl.col("period_end").min())
    for company_id, period_end in first.iter_rows():
        assert dated[company_id] is not None
        assert period_end >= dated[company_id]


def test_mutant_v7_only_survivors_are_in_the_universe(honest: World, checks: Checks) -> None:
    """Who has reported the newest quarter is known only later: at the end of July, three had."""
    newest = honest[CAPEX]["calendar_quarter"].max()
    reported = honest[CAPEX].filter(
        (pl.col("calendar_quarter") == pl.lit(newest))
        & (pl.col("known_from") < dt.datetime(2026, 7, 30, 12))
    )["company_id"]
    naive = honest.without(
        COMPANIES,
        (pl.col("role") != "supplier") & ~pl.col("company_id").is_in(reported.to_list()),
    )
    checks.caught(f"{COMPANIES} registry_is_complete", honest, naive)
