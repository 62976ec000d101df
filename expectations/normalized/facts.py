"""The facts on the fiscal calendar."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    FILED_SOURCES,
    ExpectDaysBetweenToBeBetween,
    ExpectFactsToKeepUpWithFilings,
    ExpectFiguresToNameOnePeriod,
    ExpectMetricsToBeStated,
    ExpectNoTagToGoSilent,
    ExpectPeriodsToLastAsTheirKind,
    ExpectReportsToStateRuledLines,
    ExpectStatementsToAgreeWithFilings,
    ExpectYearToDateToGrow,
)
from expectations.suite import Run
from pipelines.contracts.normalized import FACTS, REFUSALS
from pipelines.contracts.raw import (
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
)

KEY = FACTS.key
READS = tuple(
    table.full_name
    for table in (REFUSALS, RAW_SEC_COMPANY_FACTS, RAW_SEC_FILINGS, RAW_SEC_SEGMENT_FACTS)
)

# Rule 4 of the design: proxy statements, prospectuses and the like never count.
_COUNTING_FORMS = ["10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F", "6-K", "8-K"]

# Acceptance lies near the filing date: see raw/sec_filings.py. A filing date without an
# acceptance time counts as public when the day in New York is over, up to five hours into the
# next day in UTC.
_KNOWN_DAYS_BEFORE = 7
_KNOWN_DAYS_AFTER = 2

# What every company of the ledger states in each periodic report.
_WATCHED_METRICS = ["capex_cash", "revenue"]

_IS_FILED = Column("source").is_in(FILED_SOURCES)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description=f"no two rows share {', '.join(KEY)}",
            meta={"check": "key_is_unique"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="form",
            value_set=[*_COUNTING_FORMS, *(f"{form}/A" for form in _COUNTING_FORMS)],
            row_condition=_IS_FILED,
            description=(
                f"facts of filings come from {', '.join(_COUNTING_FORMS)} and their amendments, "
                "never from proxy statements (rule 4)"
            ),
            meta={"check": "forms_count", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="form",
            value_set=["statement", "report"],
            row_condition=Column("source").is_not_in(FILED_SOURCES),
            description="facts that no filing states call themselves statement or report",
            meta={"check": "what_is_said_calls_itself_so", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="filed_date",
            end="known_from",
            min_days=-_KNOWN_DAYS_BEFORE,
            max_days=_KNOWN_DAYS_AFTER,
            row_condition=_IS_FILED,
            description=(
                f"filed facts become known from {_KNOWN_DAYS_BEFORE} days before their filing "
                f"date to {_KNOWN_DAYS_AFTER} days after it"
            ),
            meta={"check": "known_near_filing_date", "scope": "company"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="period_end",
            end="known_from",
            min_days=0,
            description="no figure is known before the last day of its period",
            meta={"check": "nothing_known_before_it_ended", "scope": "company"},
        ),
        ExpectPeriodsToLastAsTheirKind(
            in_weeks=[each.company_id for each in run.registry.companies if each.quarter_weeks],
            description=(
                "quarters last 80 to 100 days, halves 170 to 195, nine months 260 to 290, "
                "twelve months 350 to 380, quarters that the registry counts in weeks 12 to "
                "17 weeks; instants have no start (rule 1)"
            ),
            meta={"check": "durations_are_in_their_bands", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="fiscal_quarter",
            value_set=[4],
            row_condition=Column("duration_kind") == "year",
            description=(
                "twelve months are a fiscal year where they end in its fourth quarter (trap A1)"
            ),
            meta={"check": "years_end_on_the_fiscal_year_end", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="fiscal_quarter",
            value_set=[4],
            row_condition=Column("duration_kind") == "trailing_twelve_months",
            description=(
                "twelve months that trail end in another quarter than the fourth (trap A1)"
            ),
            meta={"check": "other_twelve_months_end_elsewhere", "scope": "company"},
        ),
        ExpectYearToDateToGrow(
            severity="warning",
            description=(
                "within one filing, longer periods from one start are no smaller (Q ≤ YTD)"
            ),
            meta={"check": "year_to_date_grows"},
        ),
        ExpectFiguresToNameOnePeriod(
            severity="warning",
            description=(
                "no filing gives one cumulative figure for two years' periods: one is dated wrongly"
            ),
            meta={"check": "figures_name_one_period"},
        ),
        ExpectStatementsToAgreeWithFilings(
            severity="warning",
            description=(
                "what a company said differs from no filing on the same period by more than "
                "the rounding of both"
            ),
            meta={"check": "statements_agree_with_filings"},
        ),
        ExpectReportsToStateRuledLines(
            tables=str(run.tables),
            severity="warning",
            description=(
                "each annual and quarterly report with dimensions states the revenue lines "
                "that rulings find in it, or is refused for them (traps S1, S4, S5, S7, S10)"
            ),
            meta={"check": "reports_state_ruled_lines"},
        ),
        ExpectMetricsToBeStated(
            metrics=_WATCHED_METRICS,
            second_table=RAW_SEC_COMPANY_FACTS.full_name,
            tables=str(run.tables),
            severity="warning",
            description="each company with facts has capex_cash and revenue in series",
            meta={"check": "companies_state_capex_and_revenue"},
        ),
        ExpectNoTagToGoSilent(
            metrics=_WATCHED_METRICS,
            most_reports=1,
            tables=str(run.tables),
            severity="warning",
            description=(
                "capex_cash and revenue are at most one periodic report behind what else the "
                "company files (trap A3)"
            ),
            meta={"check": "no_tag_goes_silent"},
        ),
        ExpectFactsToKeepUpWithFilings(
            tables=str(run.tables),
            severity="warning",
            description="the newest periodic report of each company is among its facts (trap V4)",
            meta={"check": "facts_keep_up_with_filings"},
        ),
    ]
