"""Traps A*: how capital expenditure misleads, each with a naive reading that a check catches."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from tests.support.recorded_world import Checks, World

FACTS, VERSIONS = "normalized.facts", "normalized.versions"
RAW, STATEMENTS = "raw.sec_company_facts", "raw.company_statements"
CAPEX = "marts.fct_capex"

CASH = pl.col("metric_id") == "capex_cash"


def test_mutant_a1_trailing_twelve_months_read_as_years(honest: World, checks: Checks) -> None:
    """Amazon's 10-Qs show twelve months to each quarter's end beside the year to date."""
    trailing = (pl.col("company_id") == "AMZN") & (
        pl.col("duration_kind") == "trailing_twelve_months"
    )
    naive = honest.where(FACTS, trailing, duration_kind=pl.lit("year"))
    said = checks.caught(f"{FACTS} years_end_on_the_fiscal_year_end", honest, naive)
    assert "AMZN capex_cash" in said


# Oracle's slide of the third quarter of fiscal 2026 shows the last four quarters; its 10-Q of the
# same day states 39,170 million for nine months.
FOUR_QUARTERS = Decimal(48_250_000_000)
NINE_MONTHS = Decimal(39_170_000_000)


def _with_slide(oracle: World, start: dt.date) -> World:
    """The slide's figure entered as a statement for the period from `start` to 2026-02-28."""
    return oracle.with_row(
        STATEMENTS,
        company_id="ORCL",
        metric_id="capex_cash",
        period_start=start,
        period_end=dt.date(2026, 2, 28),
        value=FOUR_QUARTERS,
        unit="USD",
        rounding_unit=1_000_000,
        document="slides of the third quarter",
        read_at="capital expenditures",
        stated_date=dt.date(2026, 3, 10),
        entered_date=dt.date(2026, 3, 11),
        confidence="high",
        file="slides.csv:2",
    ).normalized()


def test_trap_a2_four_quarters_on_a_slide_make_no_quarter(honest: World) -> None:
    """Read as what it is, twelve months off the year end, the figure changes no period."""
    oracle = honest.only("ORCL")
    told = _with_slide(oracle, dt.date(2025, 3, 1))
    stated = told[FACTS].filter(CASH & (pl.col("source") == "company_statements"))
    assert stated["duration_kind"].to_list() == ["trailing_twelve_months"]
    assert told[VERSIONS].equals(oracle[VERSIONS])
    nine_months = oracle[FACTS].filter(CASH & (pl.col("period_end") == dt.date(2026, 2, 28)))
    assert nine_months["value"].to_list() == [NINE_MONTHS]


def test_mutant_a2_four_quarters_read_as_the_year_to_date(honest: World, checks: Checks) -> None:
    oracle = honest.only("ORCL")
    naive = _with_slide(oracle, dt.date(2025, 6, 1))
    said = checks.caught(f"{FACTS} statements_agree_with_filings", oracle, naive)
    assert "ORCL capex_cash 2025-06-01 2026-02-28" in said


def test_mutant_a3_only_the_first_tag_is_read(honest: World, checks: Checks) -> None:
    """NVIDIA went over to another tag of capex; under the old one alone it spent nothing since."""
    nvidia = honest.only("NVDA")
    newest = (
        nvidia[FACTS].filter(CASH & pl.col("is_in_series")).sort("period_end")["concept"].last()
    )
    naive = nvidia.without(RAW, pl.col("concept") == newest).normalized()
    assert "NVDA capex_cash" in checks.caught(f"{FACTS} no_tag_goes_silent", nvidia, naive)


def test_mutant_a4_a_headline_computed_from_purchases_and_leases(
    honest: World, checks: Checks
) -> None:
    """Microsoft's headline includes leases that no cash flow shows: 30.9 + 4.7 is not 31.9."""
    cell = ["company_id", "fiscal_year", "fiscal_quarter"]
    capex = honest[CAPEX]
    computed = (
        capex.filter(pl.col("basis").is_in(["cash", "finance_lease_principal"]))
        .group_by(cell)
        .agg(computed=pl.col("value_usd").sum())
    )
    naive = honest.with_table(
        CAPEX,
        capex.join(computed, on=cell, how="left", maintain_order="left")
        .with_columns(
            pl.when((pl.col("company_id") == "MSFT") & (pl.col("basis") == "company_stated"))
            .then(pl.coalesce("computed", name))
            .otherwise(name)
            .cast(capex.schema[name])
            .alias(name)
            for name in ("value", "value_usd")
        )
        .drop("computed"),
    )
    assert "MSFT" in checks.caught(f"{CAPEX} recomputed_from_lineage", honest, naive)


def test_mutant_a5_the_newest_figure_overwrites_the_filed_one(
    honest: World, checks: Checks
) -> None:
    """Meta recast 2023 from 27,266 to 27,045 million; what was filed first is history too."""
    meta_2023 = (
        (pl.col("company_id") == "META")
        & CASH
        & (pl.col("period_kind") == "year")
        & (pl.col("fiscal_year") == 2023)
    )
    newest = honest[VERSIONS].filter(meta_2023).sort("version")["value"].last()
    assert newest == Decimal(27_045_000_000)
    naive = honest.where(VERSIONS, meta_2023 & (pl.col("version") == 1), value=pl.lit(newest))
    said = checks.caught(f"{VERSIONS} operands_add_up", honest, naive)
    assert "META capex_cash year 2023-12-31 1" in said
