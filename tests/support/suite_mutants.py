"""For each check a corruption of the small world that the check must catch.

Those of what suppliers report stand in `suite_mutants_suppliers.py` and
`suite_mutants_revenue.py`. A mutant changes one table, or the checks' surroundings; it says what
is wrong, not how the check finds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal

import polars as pl

from tests.support import (
    suite_mutants_capital,
    suite_mutants_efficiency,
    suite_mutants_market,
    suite_mutants_outlook,
    suite_mutants_returns,
    suite_mutants_revenue,
    suite_mutants_suppliers,
    suite_mutants_texts,
)
from tests.support.mutations import (
    Mutant,
    changed,
    changed_all,
    in_turn,
    plus,
    quarantined,
    with_first_twice,
    with_first_twice_of,
    without,
    without_last,
)
from tests.support.suites_of_sources import suites_of_sources

CENT = Decimal("0.01")


def _each(
    tables: Iterable[str], name: str, mutant: Callable[[str], Mutant]
) -> dict[tuple[str, str], Mutant]:
    return {(table, name): mutant(table) for table in tables}


FACTS_RAW, FILINGS_RAW, FACTS = "raw.sec_company_facts", "raw.sec_filings", "normalized.facts"
COMPANIES, CHOICES = "normalized.companies", "normalized.concept_choices"
VERSIONS, OPERANDS = "normalized.versions", "normalized.operands"
REFUSALS, SEGMENTS = "normalized.refusals", "normalized.segments"
WITHHELD = "normalized.withheld"
CAPEX, CAPEX_VERSIONS = "marts.fct_capex", "marts.fct_capex_versions"
ANNUAL, ANNUAL_VERSIONS = "marts.fct_capex_annual", "marts.fct_capex_annual_versions"
TOTALS = "marts.fct_capex_totals"
CHANGES = "marts.fct_changes"
RESTATEMENTS, RESULTS = "marts.fct_restatements", "marts.quality_results"
LINEAGE, DIM_FILINGS = "marts.lineage", "marts.dim_filings"


REPLACED = pl.col("known_to").is_not_null()
CAPEX_OF_ACM = (pl.col("company_id") == "ACM") & (pl.col("metric_id") == "capex_cash")
YEARS_OF_ACM = CAPEX_OF_ACM & (pl.col("period_kind") == "year")
QUARTER_2022Q2 = (
    CAPEX_OF_ACM
    & (pl.col("period_kind") == "quarter")
    & (pl.col("fiscal_year") == 2022)
    & (pl.col("fiscal_quarter") == 2)
)

RAW = {
    (FACTS_RAW, "cik_is_registered"): changed(FACTS_RAW, cik=1002),
    (FACTS_RAW, "accession_is_well_formed"): changed(FACTS_RAW, accession="000000100121210001"),
    (FACTS_RAW, "filed_after_period_ended"): changed(
        FACTS_RAW, filed_date=pl.col("period_end") - pl.duration(days=1)
    ),
    (FACTS_RAW, "period_is_plausible"): changed(
        FACTS_RAW, period_end=dt.date(2026, 8, 21), filed_date=dt.date(2026, 8, 21)
    ),
    (FACTS_RAW, "concept_is_registered"): changed(FACTS_RAW, concept="us-gaap:Goodwill"),
    (FACTS_RAW, "facts_are_unique"): with_first_twice(FACTS_RAW),
    (FACTS_RAW, "spenders_have_facts"): without(FACTS_RAW, pl.col("company_id") == "BET"),
    (FILINGS_RAW, "cik_is_registered"): changed(FILINGS_RAW, cik=99),
    (FILINGS_RAW, "accession_is_well_formed"): changed(FILINGS_RAW, accession="1001-21-1"),
    (FILINGS_RAW, "accepted_near_filing_date"): changed(
        FILINGS_RAW, accepted_at=pl.col("accepted_at") + pl.duration(days=6)
    ),
    # In New York it is 16:30 the day before, or 15:30: made four in the morning.
    (FILINGS_RAW, "accepted_in_opening_hours"): changed(
        FILINGS_RAW, accepted_at=pl.col("filed_date").cast(pl.Datetime("us")) + pl.duration(hours=8)
    ),
    (FILINGS_RAW, "accepted_in_the_past"): changed(
        FILINGS_RAW, filed_date=dt.date(2026, 8, 20), accepted_at=dt.datetime(2026, 8, 20, 12, 1)
    ),
    (FILINGS_RAW, "form_is_given"): changed(FILINGS_RAW, form=" "),
    (FILINGS_RAW, "filings_are_unique"): with_first_twice(FILINGS_RAW),
    (FACTS_RAW, "newest_bodies_state_all"): changed(FACTS_RAW, is_in_newest_body=False),
    (FILINGS_RAW, "newest_bodies_state_all"): changed(FILINGS_RAW, is_in_newest_body=False),
    ("raw.quarantine", "nothing_is_quarantined"): quarantined,
    ("raw.quarantine", "key_is_unique"): lambda world: with_first_twice("raw.quarantine")(
        quarantined(world)
    ),
}

NORMALIZED = {
    **_each([FACTS, VERSIONS, REFUSALS], "key_is_unique", with_first_twice),
    (COMPANIES, "registry_is_complete"): without(COMPANIES, pl.col("company_id") == "BET"),
    (COMPANIES, "company_id_is_unique"): changed(COMPANIES, company_id="BET"),
    (COMPANIES, "ticker_is_unique"): changed(COMPANIES, ticker="BET"),
    (COMPANIES, "cik_is_unique"): changed(COMPANIES, cik=1002),
    (COMPANIES, "currency_is_a_code"): changed(COMPANIES, reporting_currency="US$"),
    (COMPANIES, "spenders_have_a_headline_basis"): changed(COMPANIES, headline_basis=None),
    (COMPANIES, "spenders_with_capex_are_in_the_panel"): changed(
        COMPANIES, capex_expected_from=None
    ),
    (CHOICES, "clear_choices_name_a_concept"): changed(CHOICES, concept=None),
    (CHOICES, "ambiguous_choices_name_no_concept"): changed(CHOICES, rule="ambiguous"),
    (FACTS, "what_is_said_calls_itself_so"): changed(
        FACTS, pl.col("source") == "company_statements", form="10-K"
    ),
    (FACTS, "other_twelve_months_end_elsewhere"): changed(
        FACTS, pl.col("duration_kind") == "year", duration_kind="trailing_twelve_months"
    ),
    (VERSIONS, "versions_follow_each_other"): changed(
        VERSIONS, REPLACED, known_to=pl.col("known_to") + pl.duration(days=1)
    ),
    (VERSIONS, "operands_add_up"): changed(OPERANDS, value=plus("value", CENT)),
    (VERSIONS, "rulings_on_presentation_change_meet_a_restatement"): changed_all(
        VERSIONS, pl.col("version") == 2, change_cause=pl.lit("unclassified")
    ),
    (VERSIONS, "flows_have_rates"): changed(VERSIONS, CAPEX_OF_ACM, unit="ZAR"),
    (OPERANDS, "stated_operands_are_on_record"): changed(
        OPERANDS, pl.col("source") == "company_statements", value=plus("value", CENT)
    ),
    (OPERANDS, "monthly_operands_are_on_record"): changed(
        OPERANDS, pl.col("source") == "taiwan_monthly_revenue", value=plus("value", CENT)
    ),
    (OPERANDS, "operands_are_numbered"): with_first_twice(OPERANDS),
    (SEGMENTS, "segments_are_the_value_chain"): without(
        SEGMENTS, pl.col("segment_id") == "thermal_power"
    ),
    (SEGMENTS, "sub_segment_is_unique"): changed(SEGMENTS, sub_segment_id="lasers"),
    (FACTS, "forms_count"): changed(FACTS, form="DEF 14A"),
    (FACTS, "known_near_filing_date"): changed(
        FACTS, known_from=pl.col("known_from") + pl.duration(days=4)
    ),
    (FACTS, "durations_are_in_their_bands"): changed(
        FACTS, pl.col("duration_kind") == "half", duration_kind="quarter"
    ),
    (FACTS, "years_end_on_the_fiscal_year_end"): changed(
        FACTS, pl.col("duration_kind") == "year", fiscal_quarter=2
    ),
    # The filing of the first quarter states a half from the same start, and less for it.
    (FACTS, "year_to_date_grows"): with_first_twice(
        FACTS, duration_kind="half", period_end=dt.date(2021, 6, 30), value=Decimal(1)
    ),
    (FACTS, "figures_name_one_period"): with_first_twice_of(
        FACTS, pl.col("duration_kind") == "half", period_end=dt.date(2020, 6, 30)
    ),
    (FACTS, "companies_state_capex_and_revenue"): changed_all(
        FACTS, CAPEX_OF_ACM, is_in_series=pl.lit(value=False)
    ),
    (FACTS, "no_tag_goes_silent"): without(
        FACTS, CAPEX_OF_ACM & (pl.col("period_end") > dt.date(2025, 12, 31))
    ),
    (FACTS, "facts_keep_up_with_filings"): without(
        FACTS, (pl.col("company_id") == "ACM") & (pl.col("period_end") == dt.date(2026, 6, 30))
    ),
    (CHOICES, "capex_of_spenders_is_unambiguous"): changed(
        CHOICES, CAPEX_OF_ACM, rule="ambiguous", concept=None
    ),
    (CHOICES, "other_concepts_are_unambiguous"): changed(
        CHOICES, pl.col("metric_id") == "revenue", rule="ambiguous", concept=None
    ),
    (WITHHELD, "companies_are_registered"): changed(WITHHELD, company_id="NOBODY"),
    (WITHHELD, "withheld_facts_are_absent"): changed(
        WITHHELD, fiscal_year=None, source_reference=None
    ),
    (WITHHELD, "withholding_is_refused_aloud"): changed(WITHHELD, company_id="ACM"),
    (WITHHELD, "something_is_named"): changed(WITHHELD, company_id=None),
    (WITHHELD, "withholding_of_things_is_refused_aloud"): changed(
        WITHHELD, company_id=None, item="chip nobody"
    ),
    (WITHHELD, "rows_are_unique"): with_first_twice(WITHHELD),
    (VERSIONS, "nothing_known_too_early"): changed(
        VERSIONS, operands_known_from=pl.col("known_from") + pl.duration(days=1)
    ),
    (VERSIONS, "quarters_sum_to_the_year"): changed(
        VERSIONS, QUARTER_2022Q2, value=plus("value", CENT)
    ),
    # The year stands as first filed, though its quarters are recast.
    (VERSIONS, "no_recast_in_progress"): in_turn(
        without(VERSIONS, YEARS_OF_ACM & (pl.col("version") == 2)),
        changed_all(VERSIONS, YEARS_OF_ACM, known_to=pl.lit(None)),
    ),
    (VERSIONS, "quarters_are_within_the_year"): changed(
        VERSIONS, QUARTER_2022Q2, value=plus("value", 10**12)
    ),
    (VERSIONS, "gaps_are_refused"): without(VERSIONS, QUARTER_2022Q2),
    (VERSIONS, "no_gaps"): without(VERSIONS, QUARTER_2022Q2),
    (VERSIONS, "growth_is_within_history"): changed(
        VERSIONS,
        CAPEX_OF_ACM & (pl.col("period_end") == dt.date(2026, 6, 30)),
        value=pl.col("value") * 2,
    ),
    (VERSIONS, "payments_are_not_negative"): changed(VERSIONS, CAPEX_OF_ACM, value=-1),
    (OPERANDS, "operands_belong_to_a_version"): changed(OPERANDS, lineage_id="nowhere"),
    (OPERANDS, "signs_add_or_subtract"): changed(OPERANDS, sign=2),
    (OPERANDS, "operands_are_on_record"): changed(OPERANDS, accession="0000000009-21-000001"),
    (REFUSALS, "reasons_are_sentences"): changed(REFUSALS, reason="not filed"),
    (REFUSALS, "corrections_meet_a_fact"): without(REFUSALS, pl.col("rule") == "fact_corrected"),
    (REFUSALS, "refused_quarters_are_absent"): changed(REFUSALS, key="BET capex_cash 2022Q1"),
}

MARTS = {
    **_each(
        [ANNUAL, ANNUAL_VERSIONS],
        "differences_have_a_cause",
        lambda table: changed(table, quarters_difference_usd=CENT, quarters_difference_cause=None),
    ),
    (RESTATEMENTS, "restatements_change_the_figure"): changed(
        RESTATEMENTS, new_usd=pl.col("old_usd")
    ),
    **_each(["marts.dim_companies", "marts.dim_segments"], "rows_are_kept", without_last),
    **_each(
        [CAPEX_VERSIONS, ANNUAL_VERSIONS],
        "filings_are_known",
        lambda table: changed(table, accession="0000000009-21-000001"),
    ),
    (CAPEX_VERSIONS, "calendar_offsets_are_small"): changed(
        CAPEX_VERSIONS, calendar_offset_days=-47
    ),
    ("marts.dim_companies", "tickers_are_given"): changed("marts.dim_companies", ticker=""),
    ("marts.dim_companies", "names_are_given"): changed("marts.dim_companies", company_name=" "),
    # The address of another filing.
    (DIM_FILINGS, "addresses_are_of_the_filing"): changed(DIM_FILINGS, url=pl.col("url").last()),
    (DIM_FILINGS, "accession_is_well_formed"): changed(DIM_FILINGS, accession="1"),
    ("marts.fct_refusals", "reasons_are_sentences"): changed("marts.fct_refusals", reason="."),
    ("marts.fct_refusals", "actions_are_sentences"): changed("marts.fct_refusals", action="fetch"),
    ("marts.fct_refusals", "every_refusal_is_published"): without(
        "marts.fct_refusals", pl.col("rule") == "not_filed"
    ),
    (RESTATEMENTS, "filings_are_known"): changed(RESTATEMENTS, old_accession="0000000009-1-1"),
    (RESTATEMENTS, "changes_are_plausible"): changed(RESTATEMENTS, delta_pct=60.0),
    (LINEAGE, "addresses_are_of_the_filing"): changed(
        LINEAGE,
        pl.col("source") == "sec_company_facts",
        url=pl.col("url").str.replace("www.sec.gov", "example.com", literal=True),
    ),
    (LINEAGE, "operands_have_a_unit"): changed(LINEAGE, unit="shares"),
    (CAPEX, "spenders_are_fresh"): without(
        CAPEX, (pl.col("company_id") == "BET") & (pl.col("period_end") > dt.date(2025, 12, 31))
    ),
    (TOTALS, "newest_complete_quarter_is_full"): changed(
        TOTALS,
        (pl.col("basis") == "cash") & (pl.col("calendar_quarter") == "2026Q1"),
        companies_expected=3,
    ),
    (CHANGES, "key_is_unique"): with_first_twice(CHANGES),
    (CHANGES, "causes_are_known"): changed(CHANGES, cause="weather"),
    (CHANGES, "values_fit_their_change"): changed(
        CHANGES, pl.col("change") == "changed", new_value=pl.col("old_value")
    ),
    (RESULTS, "stages_are_known"): changed(RESULTS, stage="dessert"),
    (RESULTS, "severities_are_known"): changed(RESULTS, severity="fatal"),
    (RESULTS, "scopes_are_known"): changed(RESULTS, scope="world"),
    (RESULTS, "earlier_stages_were_checked"): without(RESULTS, pl.col("stage") == "raw"),
    (RESULTS, "only_warnings_are_acknowledged"): changed(
        RESULTS, is_acknowledged=True, passed=False
    ),
    (RESULTS, "only_failures_are_acknowledged"): changed(
        RESULTS, is_acknowledged=True, severity="warning"
    ),
}

MUTANTS: dict[tuple[str, str], Mutant] = {
    **RAW,
    **NORMALIZED,
    **MARTS,
    **suite_mutants_suppliers.MUTANTS,
    **suite_mutants_texts.MUTANTS,
    **suite_mutants_outlook.MUTANTS,
    **suite_mutants_revenue.MUTANTS,
    **suite_mutants_capital.MUTANTS,
    **suite_mutants_returns.MUTANTS,
    **suite_mutants_efficiency.MUTANTS,
    **suite_mutants_market.MUTANTS,
    **{
        (each.table.full_name, check): mutant
        for each in suites_of_sources()
        for check, mutant in each.mutants.items()
    },
}
