"""For each check on supplier revenue in the marts, a corruption it catches."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.support.mutations import (
    Mutant,
    changed,
    plus,
    without,
    without_last,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CENT = Decimal("0.01")

VERSIONS = "marts.fct_supplier_revenue_versions"
REVENUE, MONTHLY = "marts.fct_supplier_revenue", "marts.fct_monthly_revenue"
ANNUAL = "marts.fct_supplier_revenue_annual"
ANNUAL_VERSIONS = "marts.fct_supplier_revenue_annual_versions"
MONTHLY_VERSIONS = "marts.fct_monthly_revenue_versions"
SEGMENTS, CAPTURE = "marts.fct_segment_revenue", "marts.fct_segment_capture"
SUB_SEGMENTS = "marts.fct_sub_segment_revenue"
SHARES, LINEAGE = "marts.fct_customer_concentration", "marts.lineage"
LINES = "marts.dim_revenue_lines"

IN_DOLLARS = pl.col("currency") == "USD"
CHIPS = pl.col("revenue_line_id") == "bet_chips"
TOTAL_OF_BET = pl.col("revenue_line_id") == "bet_total"
GROWN = pl.col("yoy_pct").is_not_null()
CORE_2026Q1 = (pl.col("segment_id") == "core_compute") & (pl.col("calendar_quarter") == "2026Q1")

UNKNOWN_FILING = "0000000009-21-000001"


def _each(
    tables: list[str], mutants: Mapping[str, Callable[[str], Mutant]]
) -> dict[tuple[str, str], Mutant]:
    return {(table, name): make(table) for table in tables for name, make in mutants.items()}


VERSION_MUTANTS = {
    "versions_are_numbered": lambda table: changed(table, version=2),
}
DOLLAR_MUTANTS = {
    "dollars_follow_the_rate": lambda table: changed(
        table, ~IN_DOLLARS, value_usd=plus("value_usd", CENT)
    ),
    # Too many dollars by far.
    "rates_are_plausible": lambda table: changed(
        table, ~IN_DOLLARS, value_usd=pl.col("value") * 3, fx_rate=3
    ),
    "every_amount_has_dollars": lambda table: changed(table, ~IN_DOLLARS, value_usd=None),
}
FILING_MUTANTS = {
    "filings_are_known": lambda table: changed(
        table, pl.col("source") == "sec_segment_facts", accession=UNKNOWN_FILING
    ),
}

MUTANTS: dict[tuple[str, str], Mutant] = {
    **_each([VERSIONS, ANNUAL_VERSIONS, MONTHLY_VERSIONS], DOLLAR_MUTANTS),
    **_each([VERSIONS, ANNUAL_VERSIONS], FILING_MUTANTS),
    **_each(
        [ANNUAL_VERSIONS, MONTHLY_VERSIONS],
        {"versions_follow_each_other": VERSION_MUTANTS["versions_are_numbered"]},
    ),
    (VERSIONS, "calendar_offsets_are_small"): changed(VERSIONS, calendar_offset_days=-47),
    (LINES, "rows_are_kept"): without_last(LINES),
    (REVENUE, "totals_stand_beside_lines"): without(REVENUE, TOTAL_OF_BET),
    (REVENUE, "growth_is_plausible"): changed(
        REVENUE, GROWN & (pl.col("fiscal_year") == 2026), yoy_pct=501.0
    ),
    (REVENUE, "suppliers_are_fresh"): without(
        REVENUE, (pl.col("company_id") == "CEE") & (pl.col("fiscal_year") == 2026)
    ),
    (ANNUAL, "differences_have_a_cause"): changed(
        ANNUAL,
        pl.col("quarters_sum").is_not_null(),
        quarters_difference=pl.col("value") / 100,
        quarters_difference_cause="tagged_quarter",
    ),
    (SEGMENTS, "every_segment_reports"): without(SEGMENTS, pl.col("segment_id") == "thermal_power"),
    # The wafers in a chip, added to it.
    **{
        (table, "no_total_holds_two_tiers"): changed(
            table,
            CORE_2026Q1,
            value_usd=pl.col("value_usd")
            + pl.col("value_usd").filter(pl.col("segment_id") != "core_compute").first(),
        )
        for table in (SEGMENTS, SUB_SEGMENTS)
    },
    (SEGMENTS, "growth_is_of_the_matched_panel"): changed(
        SEGMENTS,
        pl.col("matched_yoy_pct").is_not_null(),
        matched_yoy_pct=pl.col("matched_yoy_pct") + 0.1,
    ),
    (SEGMENTS, "newest_complete_quarter_is_full"): changed(
        SEGMENTS, CORE_2026Q1, tickers_missing="BET"
    ),
    (CAPTURE, "revenue_is_that_of_one_tier"): changed(
        CAPTURE, segment_revenue_usd=plus("segment_revenue_usd", CENT)
    ),
    (CAPTURE, "sides_are_the_published_totals"): changed(
        CAPTURE, capex_usd=plus("capex_usd", CENT)
    ),
    (MONTHLY, "growth_is_plausible"): changed(MONTHLY, GROWN, yoy_pct=501.0),
    (MONTHLY, "listings_are_fresh"): without(MONTHLY, pl.col("month").dt.year() == 2026),
    (SHARES, "filings_are_known"): changed(SHARES, accession=UNKNOWN_FILING),
    (SHARES, "shares_are_percentages"): changed(SHARES, share_pct=Decimal(101)),
    (SHARES, "one_filing_names_the_customers"): changed(SHARES, accession=UNKNOWN_FILING),
}
