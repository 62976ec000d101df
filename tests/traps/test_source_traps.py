"""Traps F* and N*: how other sources and documents mislead, each with a check that catches it."""

from __future__ import annotations

import polars as pl
import pytest
from pydantic import ValidationError

from pipelines.settings import Settings
from pipelines.sources.sec_segment_facts.folder import choose
from tests.support.recorded_world import Checks, World

QUOTES, REPORTS = "raw.fx_rates", "raw.taiwan_monthly_revenue"
RAW, FACTS, REFUSALS = "raw.sec_segment_facts", "normalized.facts", "normalized.refusals"


def test_mutant_f1_the_european_central_bank_is_asked_for_every_rate(
    honest: World, checks: Checks
) -> None:
    """It quotes no Taiwan dollar."""
    naive = honest.without(QUOTES, pl.col("source") != "ecb")
    assert "TWD" in checks.caught(f"{QUOTES} reporting_currencies_are_quoted", honest, naive)


def test_mutant_f2_years_of_the_republic_read_as_1900s(honest: World, checks: Checks) -> None:
    """11509 is September of 2026, and not of 2015."""
    naive = honest.where(
        REPORTS, pl.col("company_id") == "TSM", month=pl.col("month").dt.offset_by("-11y")
    )
    checks.caught(f"{REPORTS} months_fit_their_report", honest, naive)


def test_mutant_f2_thousands_of_one_month_read_as_units(honest: World, checks: Checks) -> None:
    month = honest[REPORTS].filter(pl.col("statement") == "current")
    company, newest = (
        month.group_by("company_id", maintain_order=True)
        .agg(pl.len(), pl.col("month").max())
        .sort("len")
        .select("company_id", "month")
        .row(-1)
    )
    current = (
        (pl.col("company_id") == company)
        & (pl.col("statement") == "current")
        & (pl.col("month") == newest)
    )
    naive = honest.where(REPORTS, current, value=pl.col("value") / 1000)
    checks.caught(f"{REPORTS} months_follow_each_other", honest, naive)


def test_mutant_n1_faster_than_the_host_allows() -> None:
    """Ten requests a second for all processes of a person (SEC); no setting goes beyond."""
    with pytest.raises(ValidationError, match="requests_per_second"):
        Settings(requests_per_second=11)


def test_mutant_n3_signs_are_read_over(honest: World, checks: Checks) -> None:
    """Eliminations without their minus: the table no longer adds up to the whole."""
    naive = honest.where(RAW, pl.col("value") < 0, value=pl.col("value").abs()).normalized()
    checks.caught(f"{REFUSALS} lines_reconcile", honest, naive)


def test_mutant_n4_the_first_document_of_the_folder_is_read(honest: World, checks: Checks) -> None:
    """An exhibit's extract states the whole at most, and none of the segments."""
    files = {"ex-99_htm.xml": 4_000, "amd-20231230_htm.xml": 9_000_000}
    folder = choose(files)
    assert folder is not None
    assert folder.instance != next(iter(files))
    of_amd = (pl.col("company_id") == "AMD") & (pl.col("dimensions") != "")
    naive = honest.without(RAW, of_amd).normalized()
    assert "AMD" in checks.caught(f"{FACTS} reports_state_ruled_lines", honest, naive)
