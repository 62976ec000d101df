"""Traps M*: how totals and ratios mislead, each with a naive reading that a check catches."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from tests.support.recorded_world import Checks, World

VERSIONS, OPERANDS = "normalized.versions", "normalized.operands"
CAPEX, ANNUAL, TOTALS = "marts.fct_capex", "marts.fct_capex_annual", "marts.fct_capex_totals"
SEGMENTS, CAPTURE = "marts.fct_segment_revenue", "marts.fct_segment_capture"


def test_mutant_m1_the_fourth_quarter_charted_as_the_year(honest: World, checks: Checks) -> None:
    """A peer published Amazon's 39.5 billion of a quarter as its 2025, which was 131.8."""
    cell = ["company_id", "basis", "fiscal_year"]
    fourth = (
        honest[CAPEX]
        .filter(pl.col("fiscal_quarter") == 4)
        .select(*cell, fourth=pl.col("value_usd"))
    )
    annual = honest[ANNUAL]
    of_amazon = (pl.col("company_id") == "AMZN") & pl.col("fourth").is_not_null()
    naive = honest.with_table(
        ANNUAL,
        annual.join(fourth, on=cell, how="left", maintain_order="left")
        .with_columns(value_usd=pl.when(of_amazon).then("fourth").otherwise("value_usd"))
        .drop("fourth"),
    )
    said = checks.caught(f"{ANNUAL} years_equal_their_trailing_quarters", honest, naive)
    assert "AMZN" in said


def test_mutant_m2_revenue_is_added_to_capex(honest: World, checks: Checks) -> None:
    """What a spender pays is what a supplier earns: the sum is the same dollar twice."""
    earned = honest[SEGMENTS].group_by("calendar_quarter").agg(earned=pl.col("value_usd").sum())
    totals = honest[TOTALS]
    naive = honest.with_table(
        TOTALS,
        totals.join(earned, on="calendar_quarter", how="left", maintain_order="left")
        .with_columns(
            value_usd=(pl.col("value_usd") + pl.col("earned").fill_null(0)).cast(
                totals.schema["value_usd"]
            )
        )
        .drop("earned"),
    )
    checks.caught(f"{TOTALS} capex_totals_are_those_of_their_panel", honest, naive)


def test_mutant_m3_a_quarter_over_four_quarters(honest: World, checks: Checks) -> None:
    """A ratio of one quarter's revenue to twelve months of spending is a quarter of the truth."""
    trailing = sum(
        (pl.col("capex_usd").shift(quarters).over("segment_id", "tier") for quarters in (1, 2, 3)),
        pl.col("capex_usd"),
    )
    naive = honest.with_table(
        CAPTURE,
        honest[CAPTURE]
        .sort("segment_id", "tier", "calendar_quarter")
        .with_columns(
            capex_usd=pl.coalesce(trailing, "capex_usd").cast(honest[CAPTURE].schema["capex_usd"])
        ),
    )
    checks.caught(f"{CAPTURE} sides_are_the_published_totals", honest, naive)


# What Microsoft has contracted for, in all and of its commercial customers (June 2026).
TOTAL, COMMERCIAL = Decimal(684_000_000_000), Decimal(678_000_000_000)
OF_MICROSOFT = pl.col("company_id") == "MSFT"
CONTRACTED = pl.col("metric_id") == "remaining_performance_obligation"


def test_trap_m4_what_is_contracted_is_the_total_and_no_part_of_it(honest: World) -> None:
    newest = (
        honest[VERSIONS].filter(OF_MICROSOFT & CONTRACTED).sort("period_end").row(-1, named=True)
    )
    assert newest["value"] == TOTAL
    stated = honest[OPERANDS].filter(pl.col("lineage_id") == newest["lineage_id"])
    assert stated["dimensions"].to_list() == [""]


def test_mutant_m4_the_commercial_part_for_the_whole(honest: World, checks: Checks) -> None:
    of_total = pl.col("value") == TOTAL
    versions = honest.where(
        VERSIONS, OF_MICROSOFT & CONTRACTED & of_total, value=pl.lit(COMMERCIAL)
    )
    of_metric = pl.col("lineage_id").str.starts_with("MSFT:remaining_performance_obligation")
    naive = versions.where(OPERANDS, of_metric & of_total, value=pl.lit(COMMERCIAL))
    said = checks.caught(f"{OPERANDS} operands_are_on_record", honest, naive)
    assert "MSFT:remaining_performance_obligation" in said
