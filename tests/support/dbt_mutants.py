"""For each test of dbt a corruption of the small world that it must catch.

That of a generic test follows from what it is given; a singular test has its own. A test that
holds several things has a mutant of each.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.support.mutations import (
    Mutant,
    changed,
    changed_all,
    plus,
    with_first_twice,
    with_first_twice_of,
    without,
    without_last,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.dbt_world import DataTest

CENT = Decimal("0.01")
# More than the cents by which a converted total may be off.
DOLLAR = Decimal(1)

VERSIONS = "normalized.versions"
BY_BASIS = "intermediate.int_capex_versions__by_basis"
NESTED = "intermediate.int_revenue_lines__nested"
COUNTED = "intermediate.int_revenue_lines__counted"
IDENTIFIED = "intermediate.int_filings__identified"
LINES = "staging.stg_registry__revenue_lines"
CAPEX, YEARS = "marts.fct_capex", "marts.fct_capex_annual"
TOTALS, ANNUAL = "marts.fct_capex_totals", "marts.fct_supplier_revenue_annual"
REVENUE, REVENUE_VERSIONS = "marts.fct_supplier_revenue", "marts.fct_supplier_revenue_versions"
SEGMENTS, CAPTURE = "marts.fct_segment_revenue", "marts.fct_segment_capture"
ADOPTION = "marts.fct_technology_adoption"
HELD = "marts.fct_guidance_accuracy"
LANDMARKS, LINEAGE = "marts.fct_revenue_landmarks", "marts.lineage"
ACCURACY = "marts.fct_forecast_accuracy"
MARKET, MARKET_TOTALS = "marts.fct_compute_market", "marts.fct_compute_market_totals"
TOKENS, TOKEN_INDEX = "marts.fct_token_prices", "marts.fct_token_price_index"
DECLINE = "marts.fct_token_price_decline"

RATIOS, RATIO_TOTALS = "marts.fct_capital_ratios", "marts.fct_capital_ratio_totals"

OF_FIT = pl.col("fitted_growth_pct").is_not_null()
OF_RUN_RATES = pl.col("lineage_id") == "total_model_run_rate:2026Q1"
REPLACED = pl.col("known_to").is_not_null()
OF_YEAR = pl.col("error_pct").is_not_null() & (pl.col("outcome") == "inside")
WITH_LEASES = pl.col("basis") == "with_finance_leases"
CHIPS = pl.col("revenue_line_id") == "bet_chips"
TOTAL_OF_BET = pl.col("revenue_line_id") == "bet_total"


def _recomputed(test: DataTest) -> list[Mutant]:
    return [
        changed(test.table, pl.col(measure).is_not_null(), **values)
        for measure, lineage_id in test.declared["measures"].items()
        for values in ({measure: plus(measure, DOLLAR)}, {lineage_id: "nowhere"})
    ]


GENERIC: dict[str, Callable[[DataTest], list[Mutant]]] = {
    "unique_key": lambda test: [with_first_twice(test.table)],
    "found_in": lambda test: [
        changed(
            test.table,
            pl.col(test.arguments["column_name"]).is_not_null(),
            **{test.arguments["column_name"]: "nowhere"},
        )
    ],
    "recomputed_from_lineage": _recomputed,
    "shown_one_at_a_time": lambda test: [
        with_first_twice(test.table),
        changed(test.table, shown_to=pl.col("shown_from")),
    ],
    "shows_standing_versions": lambda test: [
        changed(test.table, version=7),
        with_first_twice(test.table, lineage_id="nowhere"),
        without_last(test.table),
    ],
}

SINGULAR: dict[str, list[Mutant]] = {
    "adoption_is_that_of_its_documents": [
        changed(ADOPTION, pl.col("companies_mentioning") > 0, **{column: plus(column, 1)})
        for column in (
            "companies_mentioning",
            "companies_affirmative",
            "companies_conditional",
            "companies_boilerplate",
        )
    ],
    "annual_lines_are_within_the_total": [changed(ANNUAL, CHIPS, value=pl.col("value") * 2)],
    "bases_are_not_mixed": [
        changed(BY_BASIS, basis="cash_net"),
        changed(BY_BASIS, WITH_LEASES, value=plus("value", CENT)),
        changed(BY_BASIS, WITH_LEASES, second_sign=-1),
        changed(BY_BASIS, WITH_LEASES, second_lineage_id=pl.col("first_lineage_id")),
        changed(BY_BASIS, WITH_LEASES & REPLACED, known_from=pl.col("known_to")),
        changed(BY_BASIS, company_id="BET"),
        changed(BY_BASIS, period_end=dt.date(2019, 12, 31)),
    ],
    "capex_dollars_follow_their_rate": [
        changed(BY_BASIS, value_usd=plus("value_usd", CENT)),
        changed(BY_BASIS, fx_rate=None),
    ],
    "capex_views_add_up_to_the_totals": [
        changed("bi.capex_cash", capex_usd=plus("capex_usd", CENT)),
        with_first_twice("bi.capex_with_finance_leases"),
        without_last("bi.capex_totals_cash"),
    ],
    "capex_totals_are_those_of_their_panel": [
        changed(TOTALS, value_usd=plus("value_usd", CENT)),
        changed(TOTALS, companies_reporting=1),
        without_last(TOTALS),
    ],
    "counted_lines_have_their_place": [
        changed(LINES, TOTAL_OF_BET, may_count=False),
        changed(COUNTED, TOTAL_OF_BET, has_narrower_lines=False),
        changed(COUNTED, CHIPS, line_path="bet_total/elsewhere"),
    ],
    "every_version_is_published": [
        mutant
        for table in (
            "marts.fct_capex_versions",
            "marts.fct_capex_annual_versions",
            REVENUE_VERSIONS,
            "marts.fct_supplier_revenue_annual_versions",
        )
        for mutant in (without_last(table), changed(table, known_from=dt.datetime(1999, 1, 1)))
    ],
    "decline_is_that_of_its_index": [
        changed(DECLINE, **{column: change})
        for column, change in (
            ("list_dates", plus("list_dates", 1)),
            ("first_basket_usd", plus("first_basket_usd", CENT)),
            ("last_basket_usd", plus("last_basket_usd", CENT)),
        )
    ]
    + [
        changed(
            DECLINE,
            pl.col("yearly_change_pct").is_not_null(),
            yearly_change_pct=pl.col("yearly_change_pct") + 1,
        ),
        without_last(DECLINE),
    ],
    "facts_find_one_row_of_each_dimension": [
        with_first_twice("bi.dim_companies"),
        with_first_twice("bi.dim_segments"),
        without("bi.dim_dates", pl.col("is_quarter_end")),
        without("bi.dim_sub_segments", pl.col("chain_tier") == "devices"),
        changed("bi.segment_capture", segment_tier_id="nowhere"),
        changed("bi.monthly_revenue", company_id="nowhere"),
    ],
    "market_segments_make_their_total": [
        changed(MARKET, value_usd=plus("value_usd", CENT)),
        changed(MARKET_TOTALS, market_case="high", value_usd=plus("value_usd", CENT)),
        without_last(MARKET),
        without_last(MARKET_TOTALS),
    ],
    "the_record_is_that_of_its_forecasts": [
        changed("marts.fct_forecasts", pl.col("record_forecasts") > 0, **{column: change})
        for column, change in (
            ("record_forecasts", plus("record_forecasts", 1)),
            ("record_bias_pct", plus("record_bias_pct", 1)),
            ("record_coverage_low_pct", plus("record_coverage_low_pct", 1)),
            ("record_coverage_high_pct", plus("record_coverage_high_pct", -1)),
        )
    ]
    + [
        changed("marts.fct_forecasts", pl.col("members_value").is_not_null(), **{column: change})
        for column, change in (("members_value", plus("members_value", 1)), ("members_value", None))
    ]
    + [
        changed("marts.fct_forecasts", ~pl.col("is_newest"), is_newest=True),
        changed("marts.fct_forecasts", pl.col("is_newest"), is_newest=False),
        changed(ACCURACY, pl.col("method") == "drift", error_pct=plus("error_pct", 1)),
        *(
            changed("bi.forecast_record", **{column: plus(column, change)})
            for column, change in (
                ("forecasts", 1),
                ("bias_pct", 1),
                ("coverage_low_pct", 1),
                ("coverage_high_pct", -1),
            )
        ),
    ],
    "forecasts_are_from_what_was_known": [
        changed("marts.fct_forecasts", known_from=dt.datetime(1999, 1, 1))
    ],
    # Optics was cut anew three years later than its figures say.
    "growth_stops_at_breaks": [changed("normalized.series_breaks", break_date=dt.date(2024, 1, 1))],
    "guidance_is_held_against_its_own_basis": [
        changed(HELD, OF_YEAR, actual_usd=plus("actual_usd", CENT)),
        changed(HELD, OF_YEAR, error_pct=1.0),
        changed(HELD, OF_YEAR, outcome="below"),
        changed(HELD, pl.col("basis") == "not_stated", actual_usd=1),
    ],
    "landmarks_rest_on_their_fit": [
        changed(LANDMARKS, OF_FIT, fitted_growth_pct=1.0),
        changed(LANDMARKS, OF_FIT, fitted_usd=1),
        changed(LANDMARKS, OF_FIT, fitted_points=2),
    ],
    "listed_names_have_one_score": [
        changed("raw.capability_scores", pl.col("model") == "Small", listed_as="openai:large"),
    ],
    "named_filings_are_identified": [
        without_last(IDENTIFIED),
        *(
            changed(f"raw.{table}", accession="0000000009-21-000001")
            for table in (
                "sec_filings",
                "sec_company_facts",
                "sec_segment_facts",
                "sec_documents",
            )
        ),
        changed(
            "raw.company_statements", pl.col("company_id") == "CEE", accession="0000000009-21-1"
        ),
    ],
    # Chips and optics make nine tenths of the total.
    "no_dollar_counts_twice": [
        changed(REVENUE, CHIPS, value=pl.col("value") * 2),
        changed(REVENUE, CHIPS, value_usd=pl.col("value_usd") * 2),
    ],
    "no_line_counts_beside_one_that_contains_it": [
        changed(REVENUE, TOTAL_OF_BET, in_segment_total=True),
        changed(REVENUE, pl.col("company_id") == "CEE", in_segment_total=False),
    ],
    "nothing_unsure_is_in_a_total": [
        changed(REVENUE, CHIPS, in_segment_total=True, confidence="low"),
    ],
    "only_headline_tiers_are_held_against_capex": [
        changed(CAPTURE, tier="equipment"),
        changed(CAPTURE, segment_revenue_usd=plus("segment_revenue_usd", CENT)),
    ],
    "ratios_are_those_of_their_sides": [
        changed(RATIOS, capex_to_revenue=2.0),
        changed(RATIOS, capex_to_operating_cash_flow=2.0),
        changed(RATIOS, free_cash_flow_usd=plus("free_cash_flow_usd", CENT)),
        # Of another quarter.
        changed(RATIOS, operating_cash_flow_usd=pl.col("operating_cash_flow_usd").shift(-1)),
        changed(RATIOS, trailing_free_cash_flow_usd=CENT),
        changed(RATIOS, trailing_capex_to_revenue=2.0),
        changed(RATIOS, capex_yoy_pct=5.0),
        changed(RATIOS, depreciation_yoy_pct=5.0),
        changed(RATIOS, missing_reason=None),
        changed(RATIOS, cumulative_capex_usd=CENT),
    ],
    "ratio_totals_are_those_of_a_whole_panel": [
        changed(RATIO_TOTALS, capex_usd=plus("capex_usd", CENT)),
        changed(RATIO_TOTALS, companies_reporting=3),
        changed(RATIO_TOTALS, capex_to_revenue=2.0),
        without_last(RATIOS),
    ],
    "stocks_end_with_their_quarter": [
        changed(table, period_end=dt.date(2021, 1, 30))
        for table in ("marts.fct_remaining_performance_obligation", "marts.fct_commitments")
    ],
    # Seven quarters, and no refusal that says so.
    "suppliers_have_quarters_or_a_refusal": [
        without(REVENUE, (pl.col("company_id") == "CEE") & (pl.col("calendar_quarter") > "2022Q3"))
    ],
    "operands_are_numbered": [
        changed("marts.lineage", operand_order=3),
        changed("marts.lineage", operand_order=0),
    ],
    "panels_count_a_company_once": [with_first_twice_of(CAPEX, pl.col("is_in_panel"))],
    "revenue_views_add_up_to_the_segments": [
        changed("bi.supplier_revenue_devices", revenue_usd=plus("revenue_usd", CENT)),
        with_first_twice("bi.supplier_revenue_devices"),
        changed("bi.segment_revenue_devices", revenue_usd=plus("revenue_usd", CENT)),
    ],
    "revenue_lines_are_nested_properly": [
        changed(NESTED, containing_line_id=pl.col("revenue_line_id")),
        changed(NESTED, distance=5),
        changed(NESTED, containing_line_id="tai_total"),
        without_last(NESTED),
    ],
    "run_rates_are_of_one_kind": [
        changed(LINEAGE, OF_RUN_RATES, concept="report:recurring_revenue"),
        changed(LINEAGE, OF_RUN_RATES, confidence="low"),
        changed(LINEAGE, OF_RUN_RATES, period_end=dt.date(2030, 1, 1)),
        without(LINEAGE, OF_RUN_RATES & (pl.col("operand_order") == 1)),
    ],
    "segment_panels_count_a_line_once": [
        with_first_twice_of(REVENUE, CHIPS),
        # The revenue of other tiers, added to one.
        changed(SEGMENTS, value_usd=pl.col("value_usd").sum()),
        changed("marts.fct_sub_segment_revenue", value_usd=plus("value_usd", CENT)),
        changed(SEGMENTS, companies_reporting=9),
    ],
    "supplier_revenue_versions_follow_each_other": [
        changed(REVENUE_VERSIONS, version=2),
        changed(REVENUE_VERSIONS, known_to=dt.datetime(2026, 8, 1)),
    ],
    "the_record_chooses_the_method": [
        changed(ACCURACY, pl.col("is_selected"), is_selected=False),
        changed(ACCURACY, ~pl.col("is_selected"), is_selected=True),
        # Neither the best of the record nor, without one, the seasonal naive method.
        *(
            changed_all(
                ACCURACY, pl.col("origin_quarter") == origin, is_selected=~pl.col("is_selected")
            )
            for origin in ("2025Q2", "2025Q3")
        ),
    ],
    "token_index_is_the_cheapest_offer": [
        changed(TOKEN_INDEX, basket_usd=plus("basket_usd", CENT)),
        changed(TOKEN_INDEX, blended_usd_per_million=plus("blended_usd_per_million", CENT)),
        changed(TOKEN_INDEX, models_qualifying=plus("models_qualifying", 1)),
        changed(TOKENS, is_offered=False),
        without_last(TOKEN_INDEX),
    ],
    "versions_follow_each_other": [
        changed(BY_BASIS, REPLACED, known_to=None),
        changed(BY_BASIS, REPLACED, version=3),
        changed(BY_BASIS, REPLACED, known_to=pl.col("known_to") - pl.duration(hours=1)),
        without(BY_BASIS, REPLACED),
    ],
    "years_equal_their_trailing_quarters": [
        changed(
            YEARS,
            (pl.col("basis") == "cash") & (pl.col("fiscal_year") == 2023),
            value_usd=plus("value_usd", CENT),
        )
    ],
}


def mutants_of(test: DataTest) -> list[Mutant]:
    """Those that the test must catch; none if nobody has made one."""
    if test.kind in GENERIC:
        return GENERIC[test.kind](test)
    return SINGULAR.get(test.kind, [])
