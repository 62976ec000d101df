"""Traps P*: how periods mislead, each with a naive reading that a check catches."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.normalize import pipeline as series
from tests.support.recorded_world import Checks, World

FACTS, VERSIONS, RAW = "normalized.facts", "normalized.versions", "raw.sec_company_facts"
CAPEX, REVENUE = "marts.fct_capex", "marts.fct_supplier_revenue"
REVENUE_VERSIONS = "marts.fct_supplier_revenue_versions"

CASH = pl.col("metric_id") == "capex_cash"
SUMS = f"{VERSIONS} quarters_sum_to_the_year"


def _quarter(company: str, number: int, year: int = 2024) -> pl.Expr:
    """The standing quarter of capex of a fiscal year."""
    return (
        (pl.col("company_id") == company)
        & CASH
        & (pl.col("period_kind") == "quarter")
        & (pl.col("fiscal_year") == year)
        & (pl.col("fiscal_quarter") == number)
        & pl.col("known_to").is_null()
    )


def _fact(world: World, company: str, metric: str, kind: str, year: int = 2024) -> pl.Expr:
    """The figure that a company filed for the period of that kind of a fiscal year."""
    filed = world[FACTS].filter(
        (pl.col("company_id") == company)
        & (pl.col("metric_id") == metric)
        & (pl.col("duration_kind") == kind)
        & (pl.col("fiscal_year") == year)
        & pl.col("is_in_series")
    )
    return pl.lit(filed.sort("known_from")["value"].last())


def test_mutant_p1_the_fourth_quarter_across_two_concepts(honest: World, checks: Checks) -> None:
    """The year of purchases less nine months of finance leases is not a quarter of anything."""
    year = _fact(honest, "AMZN", "capex_cash", "year")
    leases = _fact(honest, "AMZN", "finance_lease_principal", "nine_months")
    naive = honest.where(VERSIONS, _quarter("AMZN", 4), value=year - leases)
    assert "AMZN capex_cash 2024" in checks.caught(SUMS, honest, naive)


def test_mutant_p2_the_year_to_date_shown_as_the_quarter(honest: World, checks: Checks) -> None:
    half = _fact(honest, "GOOGL", "capex_cash", "half")
    naive = honest.where(VERSIONS, _quarter("GOOGL", 2), value=half)
    assert "GOOGL capex_cash 2024" in checks.caught(SUMS, honest, naive)


def test_mutant_p3_last_years_first_quarter_subtracted(honest: World, checks: Checks) -> None:
    """Half a year less the first quarter of the year before: each is right, the pair is not."""
    half = _fact(honest, "ORCL", "capex_cash", "half")
    earlier = _fact(honest, "ORCL", "capex_cash", "quarter", 2023)
    naive = honest.where(VERSIONS, _quarter("ORCL", 2), value=half - earlier)
    assert "ORCL capex_cash 2024" in checks.caught(SUMS, honest, naive)


def test_mutant_p4_proxy_statements_count(
    honest: World, checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Amphenol's proxy statements are in companyfacts; one is made to state revenue too."""
    amphenol = honest.only("APH")
    year = amphenol[FACTS].filter(
        (pl.col("metric_id") == "revenue") & (pl.col("duration_kind") == "year")
    )["concept"][0]
    filed = amphenol[RAW].filter((pl.col("concept") == year) & (pl.col("form") == "10-K"))
    proxy = filed.tail(1).with_columns(
        form=pl.lit("DEF 14A"),
        accession=pl.lit("0001104659-26-000001"),
        value=(pl.col("value") / 1000).cast(filed.schema["value"]),
        filing_fiscal_period=pl.lit(None, pl.String),
    )
    with_proxy = amphenol.with_table(RAW, pl.concat([amphenol[RAW], proxy])).normalized()
    assert with_proxy[VERSIONS].equals(amphenol[VERSIONS])
    monkeypatch.setattr(series, "counting_forms", lambda _form: pl.lit(value=True))
    naive = with_proxy.normalized()
    said = checks.caught(f"{FACTS} forms_count", with_proxy, naive)
    assert "APH revenue" in said


def test_mutant_p5_the_label_decides_what_a_figure_covers(honest: World, checks: Checks) -> None:
    """Microsoft's annual reports give its fourth quarter too, under the label of the year."""
    microsoft = pl.col("company_id") == "MSFT"
    in_annual_reports = (
        microsoft & (pl.col("form") == "10-K") & (pl.col("duration_kind") == "quarter")
    )
    naive = honest.where(FACTS, in_annual_reports, duration_kind=pl.lit("year"))
    assert "MSFT" in checks.caught(f"{FACTS} durations_are_in_their_bands", honest, naive)


def test_mutant_p6_ends_rounded_to_the_month(honest: World, checks: Checks) -> None:
    """Data sets date NVIDIA's quarter to 26 April as 30 April: beside filings, a second quarter."""
    revenue = honest[REVENUE]
    rounded = revenue.filter(pl.col("company_id") == "NVDA").with_columns(
        period_end=pl.col("period_end").dt.month_end()
    )
    assert not rounded["period_end"].equals(
        revenue.filter(pl.col("company_id") == "NVDA")["period_end"]
    )
    naive = honest.with_table(REVENUE, pl.concat([revenue, rounded]))
    assert "NVDA" in checks.caught(f"{REVENUE} unique_key", honest, naive)


def test_mutant_p7_quarters_labelled_by_the_year_they_began_in(
    honest: World, checks: Checks
) -> None:
    """Some vendors call Oracle's year to May 2026 its 2025; quarters and years must agree."""
    quarters = (pl.col("company_id") == "ORCL") & (pl.col("period_kind") == "quarter")
    naive = honest.where(
        VERSIONS, quarters & (pl.col("fiscal_quarter") <= 2), fiscal_year=pl.col("fiscal_year") - 1
    )
    assert "ORCL capex_cash" in checks.caught(SUMS, honest, naive)


def test_mutant_p8_quarters_put_down_by_their_last_day(honest: World, checks: Checks) -> None:
    """NVIDIA's quarter to late January is mostly of the year before; its last day is not."""
    end, nvidia = pl.col("period_end"), pl.col("company_id") == "NVDA"
    last_day = end.dt.month_end().dt.offset_by("1q").dt.truncate("1q").dt.offset_by("-1d")
    naive = honest.where(
        REVENUE_VERSIONS,
        nvidia,
        calendar_quarter=pl.format("{}Q{}", end.dt.year(), end.dt.quarter()),
        calendar_offset_days=(end - last_day).dt.total_days(),
    )
    assert "NVDA" in checks.caught(f"{REVENUE_VERSIONS} calendar_offsets_are_small", honest, naive)
