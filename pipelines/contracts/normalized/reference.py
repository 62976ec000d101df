"""The registry as tables, and the rates of exchange of each period."""

from __future__ import annotations

from pipelines.contracts.columns import COMPANY, PERIOD_END
from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.normalized.columns import CURRENCY, MONTH_END, REVENUE_LINE

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
        REVENUE_LINE,
        COMPANY,
        Column(
            "metric_id", Type.TEXT, "Metric of its figures: its own name, or revenue for a total."
        ),
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
        REVENUE_LINE,
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
        CURRENCY,
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
        CURRENCY,
        MONTH_END,
        Column("usd_per_unit", Type.RATE, "Price of one unit at the last quote, in USD."),
        Column("source", Type.TEXT, "fed_h10, ecb or cbc; identity for USD."),
        Column("rate_date", Type.DATE, "Day of the quote."),
    ),
)
