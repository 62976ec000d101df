"""For each check on what suppliers report, as read and normalized, a corruption that it catches."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from tests.support.mutations import (
    Mutant,
    changed,
    changed_all,
    in_turn,
    plus,
    refused,
    with_first_twice,
    with_first_twice_of,
    without,
)
from tests.support.suite_suppliers import HEDGING

CENT = Decimal("0.01")

SEGMENT_FACTS, STATEMENTS = "raw.sec_segment_facts", "raw.company_statements"
REPORTS, QUOTES = "raw.taiwan_monthly_revenue", "raw.fx_rates"
FACTS, VERSIONS, OPERANDS = "normalized.facts", "normalized.versions", "normalized.operands"
LINES, BREAKS = "normalized.revenue_lines", "normalized.series_breaks"
PERIODS, CLOSINGS = "normalized.period_rates", "normalized.closing_rates"
MONTHS, SHARES = "normalized.monthly_revenue", "normalized.customer_shares"
REFUSALS = "normalized.refusals"

FED_TWD = (pl.col("source") == "fed_h10") & (pl.col("currency") == "TWD")
CURRENT = pl.col("statement") == "current"
STATED = pl.col("source") == "company_statements"
OF_CEE = pl.col("company_id") == "CEE"
OPTICS = pl.col("revenue_line_id") == "bet_optics"
TOTAL_OF_BET = pl.col("revenue_line_id") == "bet_total"
RESTATED = pl.col("known_to").is_not_null()
DOLLARS_OF_2023Q2 = (
    (pl.col("company_id") == "BET")
    & (pl.col("metric_id") == "revenue")
    & (pl.col("period_start") == dt.date(2023, 1, 1))
    & (pl.col("duration_kind") == "quarter")
)
OPTICS_OF_2022Q2 = (
    (pl.col("metric_id") == "bet_optics")
    & (pl.col("period_kind") == "quarter")
    & (pl.col("fiscal_year") == 2022)
    & (pl.col("fiscal_quarter") == 2)
)

RAW: dict[tuple[str, str], Mutant] = {
    (SEGMENT_FACTS, "cik_is_registered"): changed(SEGMENT_FACTS, cik=1001),
    (SEGMENT_FACTS, "accession_is_well_formed"): changed(SEGMENT_FACTS, accession="1-21-1"),
    (SEGMENT_FACTS, "period_is_plausible"): changed(
        SEGMENT_FACTS, period_end=dt.date(1999, 12, 31)
    ),
    (SEGMENT_FACTS, "filed_after_period_ended"): changed(
        SEGMENT_FACTS, period_end=pl.col("filed_date") + pl.duration(days=1)
    ),
    (SEGMENT_FACTS, "members_are_qualified"): changed(
        SEGMENT_FACTS, dimensions="srt:ProductOrServiceAxis=ChipsMember"
    ),
    (SEGMENT_FACTS, "facts_are_unique"): with_first_twice(SEGMENT_FACTS),
    (SEGMENT_FACTS, "revenue_is_consolidated_too"): without(
        SEGMENT_FACTS, (pl.col("dimensions") == "") & (pl.col("filed_date") < dt.date(2021, 6, 1))
    ),
    (SEGMENT_FACTS, "completing_concepts_are_stated"): without(
        SEGMENT_FACTS, pl.col("concept") == HEDGING
    ),
    (STATEMENTS, "key_is_unique"): with_first_twice(STATEMENTS),
    (STATEMENTS, "companies_are_registered"): changed(STATEMENTS, company_id="ZZZ"),
    # A line of another company.
    (STATEMENTS, "lines_are_registered"): changed(STATEMENTS, metric_id="bet_chips"),
    (STATEMENTS, "documents_are_named"): changed(STATEMENTS, document=""),
    (STATEMENTS, "periods_begin_before_they_end"): changed(
        STATEMENTS, period_start=pl.col("period_end") + pl.duration(days=1)
    ),
    (STATEMENTS, "periods_are_over_when_stated"): changed(
        STATEMENTS, stated_date=dt.date(2021, 3, 30)
    ),
    (STATEMENTS, "periods_are_over_when_entered"): changed(
        STATEMENTS, stated_date=None, entered_date=dt.date(2021, 3, 30)
    ),
    (STATEMENTS, "statements_are_entered_once_said"): changed(
        STATEMENTS, stated_date=pl.col("entered_date") + pl.duration(days=1)
    ),
    (STATEMENTS, "entered_by_the_day_of_the_run"): changed(
        STATEMENTS, entered_date=dt.date(2026, 8, 21)
    ),
    (STATEMENTS, "figures_are_not_negative"): changed(STATEMENTS, value=-1),
    (STATEMENTS, "confidence_is_known"): changed(STATEMENTS, confidence="none"),
    (STATEMENTS, "statements_are_unique"): with_first_twice(STATEMENTS),
    (STATEMENTS, "statements_agree"): with_first_twice(
        STATEMENTS, document="Presentation", value=Decimal(1)
    ),
    (REPORTS, "securities_are_registered"): changed(REPORTS, security_code="1111"),
    (REPORTS, "listings_have_reports"): without(REPORTS, pl.col("company_id") == "TAI"),
    # The year of the Republic of China read as the common era's, eleven years off.
    (REPORTS, "months_fit_their_report"): changed(
        REPORTS, month=pl.col("month").dt.offset_by("-11y")
    ),
    (REPORTS, "reported_after_the_month"): changed(
        REPORTS, report_date=pl.col("report_month").dt.month_end()
    ),
    (REPORTS, "reported_by_the_day_of_the_run"): changed(REPORTS, report_date=dt.date(2026, 8, 21)),
    (REPORTS, "revenue_is_not_negative"): changed(REPORTS, value=-1),
    (REPORTS, "rows_are_unique"): with_first_twice(REPORTS),
    (REPORTS, "no_month_is_missing"): without(
        REPORTS, CURRENT & (pl.col("month") == dt.date(2022, 2, 1))
    ),
    (REPORTS, "months_follow_each_other"): changed(
        REPORTS, CURRENT & (pl.col("month") == dt.date(2022, 2, 1)), value=pl.col("value") * 1000
    ),
    (REPORTS, "comparatives_repeat_the_report"): changed(
        REPORTS, pl.col("statement") == "prior_year", value=pl.col("value") * 2
    ),
    (QUOTES, "newest_bodies_state_all"): changed(QUOTES, is_in_newest_body=False),
    (QUOTES, "rates_are_positive"): changed(QUOTES, rate=0),
    (QUOTES, "currencies_are_of_the_pair"): changed(QUOTES, FED_TWD, quote_currency="JPY"),
    (QUOTES, "rates_are_quoted_the_right_way"): changed_all(
        QUOTES,
        FED_TWD,
        base_currency=pl.col("quote_currency"),
        quote_currency=pl.col("base_currency"),
    ),
    (QUOTES, "rates_do_not_leap"): changed(QUOTES, rate=pl.col("rate") * 11),
    (QUOTES, "rates_move_little"): changed(QUOTES, FED_TWD, rate=pl.col("rate") * 2),
    (QUOTES, "rates_are_of_the_past"): changed(QUOTES, rate_date=dt.date(2026, 8, 21)),
    (QUOTES, "rates_are_unique"): with_first_twice(QUOTES),
    (QUOTES, "sources_agree"): changed_all(
        QUOTES, pl.col("source") == "ecb", rate=pl.col("rate") + Decimal("0.03")
    ),
    (QUOTES, "reporting_currencies_are_quoted"): without(QUOTES, pl.col("currency") == "TWD"),
}

NORMALIZED: dict[tuple[str, str], Mutant] = {
    (FACTS, "reports_state_ruled_lines"): without(FACTS, pl.col("metric_id") == "bet_optics"),
    (FACTS, "nothing_known_before_it_ended"): changed(
        FACTS,
        STATED,
        known_from=(pl.col("period_end") - pl.duration(days=1)).cast(pl.Datetime("us")),
    ),
    (FACTS, "statements_agree_with_filings"): with_first_twice_of(
        FACTS,
        DOLLARS_OF_2023Q2,
        source="company_statements",
        form="statement",
        accession="bet.csv:2",
        value=Decimal(1),
    ),
    (VERSIONS, "versions_name_their_source"): changed(VERSIONS, STATED, document=None),
    # A filing states CEE's first quarter, and twice the figure.
    (VERSIONS, "filings_outrank_statements"): in_turn(
        with_first_twice_of(FACTS, OF_CEE, source="sec_company_facts", form="10-Q"),
        changed(
            FACTS, OF_CEE & (pl.col("source") == "sec_company_facts"), value=pl.col("value") * 2
        ),
    ),
    (VERSIONS, "lines_sum_to_the_year"): changed(
        VERSIONS, OPTICS_OF_2022Q2, value=plus("value", CENT)
    ),
    (VERSIONS, "lines_have_no_gaps"): without(VERSIONS, OPTICS_OF_2022Q2),
    (OPERANDS, "operands_name_their_source"): changed(OPERANDS, STATED, document=None),
    (REFUSALS, "lines_reconcile"): refused("not_reconciled"),
    (REFUSALS, "members_keep_their_places"): refused("members_rotated"),
    (REFUSALS, "figures_keep_their_scale"): refused("scale_slip"),
    (REFUSALS, "statements_agree_with_filings"): refused("statement_contradicts_filing"),
    (LINES, "registry_is_complete"): without(LINES, OPTICS),
    (LINES, "line_id_is_unique"): with_first_twice(LINES),
    (LINES, "counted_lines_are_confirmed"): changed(LINES, OPTICS, is_confirmed=False),
    (LINES, "counted_lines_are_in_a_segment"): changed(LINES, OPTICS, segment_id=None),
    (LINES, "one_total_a_company"): changed(LINES, OPTICS, scope="total_company"),
    (LINES, "every_company_has_a_total"): changed(LINES, TOTAL_OF_BET, scope="segment"),
    (LINES, "totals_are_of_revenue"): changed(LINES, TOTAL_OF_BET, metric_id="bet_chips"),
    (LINES, "rulings_hold_on_some_day"): changed(
        LINES, valid_from=dt.date(2024, 1, 2), valid_to=dt.date(2024, 1, 1)
    ),
    (LINES, "parents_are_lines"): changed(LINES, OPTICS, parent_line_id="tai_total"),
    (LINES, "sub_segments_are_known"): changed(LINES, OPTICS, sub_segment_id="accelerators"),
    (LINES, "rulings_have_reasons"): changed(LINES, reason=" "),
    (LINES, "lines_are_confirmed"): changed(LINES, OPTICS, is_confirmed=False, counts=False),
    (LINES, "suppliers_have_lines"): without(LINES, OF_CEE),
    (LINES, "counted_lines_have_figures"): without(VERSIONS, pl.col("metric_id") == "bet_optics"),
    (LINES, "segments_have_suppliers"): changed(LINES, OPTICS, counts=False),
    (BREAKS, "breaks_are_of_lines"): changed(BREAKS, revenue_line_id="zzz_total"),
    (BREAKS, "breaks_have_reasons"): changed(BREAKS, reason=""),
    (BREAKS, "breaks_are_unique"): with_first_twice(BREAKS),
    (PERIODS, "averages_lie_among_their_quotes"): changed(
        PERIODS, usd_per_unit=pl.col("usd_per_unit") * Decimal("1.1")
    ),
    # Of the euro, which the central bank of Taiwan does not quote.
    (PERIODS, "sources_may_speak"): changed(PERIODS, pl.col("currency") == "EUR", source="cbc"),
    # Euros for one dollar, where dollars for one euro belong.
    (PERIODS, "rates_are_plausible"): changed(PERIODS, usd_per_unit=Decimal("0.5")),
    (PERIODS, "quotes_begin_with_the_period"): changed(
        PERIODS, first_rate_date=pl.col("period_start") + pl.duration(days=40)
    ),
    (PERIODS, "quotes_end_with_the_period"): changed(
        PERIODS, last_rate_date=pl.col("period_end") + pl.duration(days=1)
    ),
    (PERIODS, "quotes_are_in_order"): changed(
        PERIODS, first_rate_date=pl.col("last_rate_date") + pl.duration(days=1)
    ),
    (PERIODS, "periods_are_unique"): with_first_twice(PERIODS),
    (CLOSINGS, "quotes_are_of_the_month_end"): changed(
        CLOSINGS, rate_date=pl.col("month_end") + pl.duration(days=1)
    ),
    (CLOSINGS, "rates_are_plausible"): changed(CLOSINGS, usd_per_unit=Decimal("0.5")),
    (CLOSINGS, "month_ends_are_unique"): with_first_twice(CLOSINGS),
    (CLOSINGS, "no_month_is_missing"): without(
        CLOSINGS, pl.col("month_end") == dt.date(2022, 2, 28)
    ),
    (MONTHS, "versions_follow_each_other"): changed(
        MONTHS, RESTATED, known_to=pl.col("known_to") + pl.duration(hours=1)
    ),
    (MONTHS, "every_month_is_kept"): without(MONTHS, pl.col("month") == dt.date(2022, 2, 1)),
    (MONTHS, "versions_are_reported"): changed(MONTHS, value=plus("value", CENT)),
    (MONTHS, "reports_have_their_page"): changed(
        MONTHS, report_url=pl.col("report_url").str.replace("_0.html", "0_0.html", literal=True)
    ),
    (MONTHS, "nothing_known_before_it_ended"): changed(
        MONTHS, known_from=pl.col("month_end").cast(pl.Datetime("us"))
    ),
    (SHARES, "shares_are_percentages"): changed(SHARES, share_pct=Decimal(1500)),
    (SHARES, "shares_are_part_of_the_whole"): changed(SHARES, share_pct=Decimal(90)),
    (SHARES, "filings_are_on_record"): changed(SHARES, accession="0000000009-21-000001"),
    (SHARES, "nothing_known_before_it_ended"): changed(SHARES, known_from=dt.datetime(2021, 1, 31)),
    (SHARES, "shares_are_unique"): with_first_twice(SHARES),
}

MUTANTS = {**RAW, **NORMALIZED}
