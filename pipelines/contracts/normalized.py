"""What the rules make of it: facts, versions, operands, refusals, and the registry as tables."""

from __future__ import annotations

from pipelines.contracts.columns import (
    ACCESSION,
    COMPANY,
    CONCEPT,
    FILED_DATE,
    FIRST_DAY,
    FORM,
    PERIOD_END,
    PERIOD_START,
    SEGMENT_DIMENSIONS,
    SOURCE_REFERENCE,
    UNIT,
)
from pipelines.contracts.model import Column, Table, Type

_METRIC = Column("metric_id", Type.TEXT, "Metric, as the registry names it.")


_KNOWN_FROM = Column("known_from", Type.INSTANT, "When this became public (UTC).")


_KNOWN_FROM_BASIS = Column(
    "known_from_basis",
    Type.TEXT,
    "How known_from is known: accepted (acceptance time of the filing), filed_date_end (the last "
    "second of the filing date in New York), stated_date_end or entered_date_end (of the day on "
    "which a company said it, or a person entered it), report_date_end (of a report's day), "
    "due_date_end (of the day on which a monthly report is due, where none is stated).",
)


_FISCAL_YEAR = Column(
    "fiscal_year", Type.SMALL_INTEGER, "Fiscal year, by date on the company's calendar."
)


_FISCAL_QUARTER = Column(
    "fiscal_quarter", Type.SMALL_INTEGER, "Fiscal quarter in which the period ends, 1 to 4."
)


_VERSION = Column("version", Type.SMALL_INTEGER, "1 for the first that was known, then upwards.")


_BROUGHT_BY = Column("source", Type.TEXT, "Source module that brought the fact.")


_REVENUE_LINE = Column("revenue_line_id", Type.TEXT, "Revenue line.")


_MONTH_END = Column("month_end", Type.DATE, "Last day of the month.")


_REPORT_URL = Column(
    "report_url",
    Type.TEXT,
    "Page that shows the monthly report, where there is one.",
    nullable=True,
)


_CURRENCY = Column("currency", Type.TEXT, "Currency, ISO 4217.")


_LINEAGE_ID = Column("lineage_id", Type.TEXT, "Key into lineage: the operands of this value.")


COMPANIES = Table(
    schema="normalized",
    name="companies",
    description="One row per company of the registry.",
    key=("company_id",),
    columns=(
        COMPANY,
        Column("ticker", Type.TEXT, "Ticker today."),
        Column("company_name", Type.TEXT, "Name; the filer's own where the registry gives none."),
        Column("role", Type.TEXT, "spender, supplier, or both."),
        Column("country", Type.TEXT, "ISO 3166-1 alpha-2 code of the head office.", nullable=True),
        Column("fiscal_year_end", Type.TEXT, "Rule of the fiscal year end, as registered."),
        Column("reporting_currency", Type.TEXT, "ISO 4217 code of the currency it reports in."),
        Column("cik", Type.INTEGER, "Central Index Key; null if no filer.", nullable=True),
        Column(
            "headline_basis",
            Type.TEXT,
            "Capex basis of the company's own headline; null for suppliers.",
            nullable=True,
        ),
        Column(
            "spender_group",
            Type.TEXT,
            "hyperscaler or neocloud: no total holds both; null for suppliers.",
            nullable=True,
        ),
        Column(
            "capex_expected_from",
            Type.DATE,
            "Spenders are expected in every panel total of quarters that end on or after this.",
            nullable=True,
        ),
    ),
)


SEGMENTS = Table(
    schema="normalized",
    name="segments",
    description="One row per sub-segment of the value chain.",
    key=("segment_id", "sub_segment_id"),
    columns=(
        Column("segment_id", Type.TEXT, "Segment of the value chain."),
        Column("sub_segment_id", Type.TEXT, "Sub-segment within the segment."),
        Column("tier", Type.TEXT, "Where in the chain it stands."),
        Column("is_headline_tier", Type.BOOLEAN, "Whether the tier is held against capex."),
        Column("segment_name", Type.TEXT, "Name of the segment."),
        Column("sub_segment_name", Type.TEXT, "Name of the sub-segment."),
        Column("description", Type.TEXT, "What belongs to the sub-segment."),
        Column("taxonomy_version", Type.TEXT, "Version of the segment list."),
    ),
)


REVENUE_LINES = Table(
    schema="normalized",
    name="revenue_lines",
    description="One row per revenue line of the registry, the company's total included.",
    key=("revenue_line_id",),
    columns=(
        _REVENUE_LINE,
        COMPANY,
        Column("metric_id", Type.TEXT, "metric_id of the line's series in versions."),
        Column("line_name", Type.TEXT, "Name as the company states it."),
        Column(
            "parent_line_id", Type.TEXT, "Line that contains it; null: the total.", nullable=True
        ),
        Column("segment_id", Type.TEXT, "Segment; null for lines outside them.", nullable=True),
        Column("sub_segment_id", Type.TEXT, "Sub-segment.", nullable=True),
        Column("tier", Type.TEXT, "Tier; null for lines outside the segments.", nullable=True),
        Column("tier_reason", Type.TEXT, "Why in this tier, where that is ruled.", nullable=True),
        Column("scope", Type.TEXT, "segment, end_market, product or total_company."),
        Column("is_broad", Type.BOOLEAN, "Whether it contains much that is not AI."),
        Column("is_confirmed", Type.BOOLEAN, "Whether somebody confirmed the mapping."),
        Column("counts", Type.BOOLEAN, "Whether it may count in a segment's total."),
        Column("valid_from", Type.DATE, "First period end it is good for.", nullable=True),
        Column("valid_to", Type.DATE, "Last period end it is good for.", nullable=True),
        Column("reason", Type.TEXT, "Why the ruling is as it is."),
        Column(
            "expected_from",
            Type.DATE,
            "The company belongs to the segment's panel of quarters that end on or after this; "
            "null where no ruling speaks of the company.",
            nullable=True,
        ),
    ),
)


SERIES_BREAKS = Table(
    schema="normalized",
    name="series_breaks",
    description="One row per revenue line and day on which its definition changed.",
    key=("revenue_line_id", "break_date"),
    columns=(
        _REVENUE_LINE,
        Column("break_date", Type.DATE, "First day of the new definition."),
        Column("reason", Type.TEXT, "What changed."),
    ),
)


PERIOD_RATES = Table(
    schema="normalized",
    name="period_rates",
    description="One row per currency and period: the average rate for flows, with its source.",
    key=("currency", "period_start", "period_end"),
    columns=(
        _CURRENCY,
        Column("period_start", Type.DATE, "First day."),
        PERIOD_END,
        Column("usd_per_unit", Type.RATE, "Average price of one unit, in USD."),
        Column("source", Type.TEXT, "fed_h10, ecb or cbc; identity for USD."),
        Column("first_rate_date", Type.DATE, "First date among the rates averaged."),
        Column("last_rate_date", Type.DATE, "Last date among the rates averaged."),
        Column("observations", Type.INTEGER, "Rates averaged."),
    ),
)


CLOSING_RATES = Table(
    schema="normalized",
    name="closing_rates",
    description="One row per currency and month end: the rate for stocks, with its source.",
    key=("currency", "month_end"),
    columns=(
        _CURRENCY,
        _MONTH_END,
        Column("usd_per_unit", Type.RATE, "Price of one unit at the last quote, in USD."),
        Column("source", Type.TEXT, "fed_h10, ecb or cbc; identity for USD."),
        Column("rate_date", Type.DATE, "Day of the quote."),
    ),
)


MONTHLY_REVENUE = Table(
    schema="normalized",
    name="monthly_revenue",
    description="One row per company, month and version of its revenue.",
    key=("company_id", "month", "version"),
    columns=(
        COMPANY,
        Column("month", Type.DATE, "First day of the month."),
        _MONTH_END,
        _VERSION,
        Column("value", Type.MONEY, "Revenue in its unit."),
        UNIT,
        Column("report_month", Type.DATE, "Month that the report is about."),
        Column("statement", Type.TEXT, "current, prior_month or prior_year column of it."),
        _REPORT_URL,
        _KNOWN_FROM,
        _KNOWN_FROM_BASIS,
        Column("confidence", Type.TEXT, "high, or medium where one copy alone states it."),
        Column("known_to", Type.INSTANT, "When the next replaced it (UTC).", nullable=True),
    ),
)


CUSTOMER_SHARES = Table(
    schema="normalized",
    name="customer_shares",
    description="One row per company, period, customer, benchmark and filing: a share as filed.",
    key=("company_id", "period_end", "period_start", "customer", "benchmark", "accession"),
    columns=(
        COMPANY,
        FIRST_DAY,
        PERIOD_END,
        Column("customer", Type.TEXT, "Member of the customer axis, as filed."),
        Column("customer_label", Type.TEXT, "Label of the member, as filed.", nullable=True),
        Column("benchmark", Type.TEXT, "Member of the benchmark axis: share of what."),
        Column("share_pct", Type.FILED_NUMBER, "Share in percent."),
        CONCEPT,
        SEGMENT_DIMENSIONS,
        ACCESSION,
        _KNOWN_FROM,
        _LINEAGE_ID,
    ),
)


FACTS = Table(
    schema="normalized",
    name="facts",
    description=(
        "One row per company, metric, concept, unit, period and filing: the filed facts on the "
        "company's fiscal calendar, with when each became known."
    ),
    key=(
        "company_id",
        "metric_id",
        "period_end",
        "period_start",
        "concept",
        "dimensions",
        "unit",
        "known_from",
        "source_reference",
    ),
    columns=(
        COMPANY,
        Column(
            "metric_id", Type.TEXT, "Metric, or revenue line, whose series the fact is part of."
        ),
        _BROUGHT_BY,
        CONCEPT,
        SEGMENT_DIMENSIONS,
        UNIT,
        PERIOD_START,
        PERIOD_END,
        Column(
            "duration_kind",
            Type.TEXT,
            "quarter, half, nine_months, year, trailing_twelve_months or instant, by days.",
        ),
        _FISCAL_YEAR,
        _FISCAL_QUARTER,
        Column("value", Type.MONEY, "The figure as filed, in its unit."),
        Column(
            "rounding_unit",
            Type.INTEGER,
            "The power of ten to which the filing rounds its figures in this unit.",
        ),
        SOURCE_REFERENCE,
        Column(
            "accession",
            Type.TEXT,
            "Accession number of the filing that states it, or that a statement cites.",
            nullable=True,
        ),
        Column("form", Type.TEXT, "Form type of the filing; statement or report for the rest."),
        FILED_DATE,
        _KNOWN_FROM,
        _KNOWN_FROM_BASIS,
        Column(
            "is_in_series",
            Type.BOOLEAN,
            "Whether the metric's series uses this fact (see concept_choices).",
        ),
    ),
)


CONCEPT_CHOICES = Table(
    schema="normalized",
    name="concept_choices",
    description=(
        "One row per company, metric and filing: which of the metric's concepts speaks for it."
    ),
    key=("company_id", "metric_id", "known_from", "source_reference"),
    columns=(
        COMPANY,
        _METRIC,
        SOURCE_REFERENCE,
        FORM,
        _KNOWN_FROM,
        Column(
            "concept",
            Type.TEXT,
            "The concept that speaks for the metric; null where that is ambiguous.",
            nullable=True,
        ),
        Column(
            "rule",
            Type.TEXT,
            "only (one candidate), ruling (dated in the registry), equal (candidates agree), "
            "total (a total and its parts), continuity (the filer's earlier choice) or ambiguous.",
        ),
        Column("candidates", Type.TEXT, "The concepts found for the newest period, in order."),
    ),
)


VERSIONS = Table(
    schema="normalized",
    name="versions",
    description=(
        "One row per company, metric, period and version: discrete fiscal quarters, fiscal "
        "years and instants, each as it stood from known_from until known_to."
    ),
    key=(
        "company_id",
        "metric_id",
        "period_kind",
        "fiscal_year",
        "fiscal_quarter",
        "version",
    ),
    columns=(
        COMPANY,
        _METRIC,
        Column("period_kind", Type.TEXT, "quarter, year or instant."),
        _FISCAL_YEAR,
        _FISCAL_QUARTER,
        PERIOD_START,
        PERIOD_END,
        # dbt models read these two; they never compute them again.
        Column(
            "calendar_quarter",
            Type.TEXT,
            "Calendar quarter that holds most of the period's days, such as 2026Q2; for a year "
            "and an instant, the one of its last quarter.",
        ),
        Column(
            "calendar_offset_days",
            Type.SMALL_INTEGER,
            "Days from the end of that calendar quarter to the period's end; negative if earlier.",
        ),
        _VERSION,
        Column("value", Type.MONEY, "The value in its unit."),
        UNIT,
        Column(
            "derivation",
            Type.TEXT,
            "reported, ytd_difference, year_minus_nine_months, year_minus_quarters, "
            "ytd_minus_last_quarter or sum_of_months.",
        ),
        CONCEPT,
        Column("source", Type.TEXT, "Source module that brought the figure."),
        Column(
            "accession",
            Type.TEXT,
            "The filing that first said this version; null where no filing did.",
            nullable=True,
        ),
        Column(
            "document",
            Type.TEXT,
            "The statement or report that said it, where it is not a filing.",
            nullable=True,
        ),
        _KNOWN_FROM,
        Column(
            "known_to",
            Type.INSTANT,
            "When the next version replaced it (UTC); null while it stands.",
            nullable=True,
        ),
        _KNOWN_FROM_BASIS,
        Column(
            "change_cause",
            Type.TEXT,
            "first_report; what a rule tells: comparative_recast, amendment, tag_change, "
            "rounding, statement_replaced (a filing said what was a company's statement); what "
            "a dated ruling names: presentation_change, segment_recast, accounting_change, "
            "error_correction; or unclassified.",
        ),
        Column(
            "is_series_break",
            Type.BOOLEAN,
            "The definition changed against the period before: no growth across it.",
        ),
        Column(
            "operands_known_from",
            Type.INSTANT,
            "Newest known_from among its operands: never later than known_from.",
        ),
        _LINEAGE_ID,
    ),
)


OPERANDS = Table(
    schema="normalized",
    name="operands",
    description="One row per operand of a version's value: a filed fact with its sign.",
    key=("lineage_id", "operand_order"),
    columns=(
        _LINEAGE_ID,
        Column("operand_order", Type.SMALL_INTEGER, "1 for the longest period, then shorter."),
        Column("sign", Type.SMALL_INTEGER, "1 if added, -1 if subtracted."),
        _BROUGHT_BY,
        Column("cik", Type.INTEGER, "Filer; null where no filing states it.", nullable=True),
        CONCEPT,
        SEGMENT_DIMENSIONS,
        UNIT,
        PERIOD_START,
        PERIOD_END,
        Column("value", Type.MONEY, "The fact's value as filed."),
        Column("accession", Type.TEXT, "Filing; null where no filing states it.", nullable=True),
        Column(
            "document",
            Type.TEXT,
            "File of the filing, or the statement or report that states it, where known.",
            nullable=True,
        ),
        Column(
            "element_id",
            Type.TEXT,
            "The fact's id in its document; the file and line of a statement.",
            nullable=True,
        ),
        _REPORT_URL,
    ),
)


REFUSALS = Table(
    schema="normalized",
    name="refusals",
    description="One row per thing that the rules refuse to state.",
    key=("table_name", "key", "rule", "source_reference"),
    columns=(
        Column("table_name", Type.TEXT, "Mart in which the value is missing."),
        Column("key", Type.TEXT, "What is missing: company, metric and period."),
        Column(
            "subject",
            Type.TEXT,
            "Metric, revenue line, concept or filing that is refused; null: all of the company.",
            nullable=True,
        ),
        Column("company_id", Type.TEXT, "Company concerned."),
        Column("rule", Type.TEXT, "Rule that refuses, a short name."),
        Column("reason", Type.TEXT, "The reason in one sentence, without advice."),
        Column("accession", Type.TEXT, "Filing concerned, where one is.", nullable=True),
        Column(
            "source_reference",
            Type.TEXT,
            "What leads back to the source: the filing, or a statement by its file and line.",
            nullable=True,
        ),
    ),
)


WITHHELD = Table(
    schema="normalized",
    name="withheld",
    description=(
        "One row per check that one company's figures failed and figures that were left out for "
        "it: null stands for all, so that a row with nothing but its company withholds all of "
        "that company's figures. By the rule withdrawal_blocked, one row per company that stays "
        "as it was last published."
    ),
    key=(
        "rule",
        "company_id",
        "metric_id",
        "concept",
        "fiscal_year",
        "period_end",
        "source_reference",
        "table_name",
        "check_name",
    ),
    columns=(
        COMPANY,
        Column(
            "metric_id",
            Type.TEXT,
            "Metric or revenue line; monthly_revenue and customer_share for those of their own.",
            nullable=True,
        ),
        Column("concept", Type.TEXT, "Concept with its prefix.", nullable=True),
        Column("fiscal_year", Type.SMALL_INTEGER, "Fiscal year of the figures.", nullable=True),
        Column("period_end", Type.DATE, "Last day of their period.", nullable=True),
        Column(
            "source_reference",
            Type.TEXT,
            "Filing that states them, or statement by its file and line.",
            nullable=True,
        ),
        Column(
            "rule",
            Type.TEXT,
            "check_failed, or withdrawal_blocked: published figures would be withdrawn, and no "
            "ruling or refusal says why.",
        ),
        Column("table_name", Type.TEXT, "Table that the check guards, with its schema."),
        Column("check_name", Type.TEXT, "Check that failed."),
        Column("failing_rows", Type.TEXT, "The rows that failed it, the first of them by name."),
        Column(
            "figures",
            Type.INTEGER,
            "Figures left out by this row, and by none before it; or published ones held.",
        ),
    ),
)
