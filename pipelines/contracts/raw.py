"""What the sources bring: one table a source, and what none of them could read.

The tables of what is said in words stand in `raw_texts.py`, those of who sells AI in
`raw_returns.py`, those of what compute costs in `raw_prices.py`, those of the size of the market in
`raw_market.py`.
"""

from __future__ import annotations

from pipelines.contracts.columns import (
    ACCESSION,
    COMPANY,
    CONCEPT,
    DOCUMENT_URL,
    ENTERED_DATE,
    FILE_AND_LINE,
    FILED_DATE,
    FILER_CIK,
    FIRST_DAY,
    FORM,
    HISTORY,
    PERIOD_END,
    PERIOD_START,
    READ_AT,
    SEGMENT_DIMENSIONS,
    UNDATED_REASON,
    UNIT,
)
from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.raw_market import RAW_MARKET_ESTIMATES
from pipelines.contracts.raw_prices import (
    RAW_CAPABILITY_SCORES,
    RAW_HARDWARE_PRICES,
    RAW_TOKEN_PRICES,
)
from pipelines.contracts.raw_returns import RAW_EPOCH_REVENUE, RAW_MODEL_COMPANY_REVENUE
from pipelines.contracts.raw_texts import (
    RAW_GUIDANCE_STATEMENTS,
    RAW_SEC_DOCUMENTS,
    RAW_TECHNOLOGY_STATEMENTS,
)

__all__ = [
    "RAW_CAPABILITY_SCORES",
    "RAW_COMPANY_STATEMENTS",
    "RAW_EPOCH_REVENUE",
    "RAW_FX_RATES",
    "RAW_GUIDANCE_STATEMENTS",
    "RAW_HARDWARE_PRICES",
    "RAW_MARKET_ESTIMATES",
    "RAW_MODEL_COMPANY_REVENUE",
    "RAW_QUARANTINE",
    "RAW_SEC_COMPANY_FACTS",
    "RAW_SEC_DOCUMENTS",
    "RAW_SEC_FILINGS",
    "RAW_SEC_SEGMENT_FACTS",
    "RAW_TAIWAN_MONTHLY_REVENUE",
    "RAW_TECHNOLOGY_STATEMENTS",
    "RAW_TOKEN_PRICES",
]

RAW_SEC_COMPANY_FACTS = Table(
    schema="raw",
    name="sec_company_facts",
    description=(
        "One row per fact, unit and filing, as any of the SEC's companyfacts bodies states it: the "
        "concepts that the registry names, every filed version kept."
    ),
    key=("company_id", "concept", "unit", "period_end", "period_start", "accession", "value"),
    columns=(
        COMPANY,
        FILER_CIK,
        Column("entity_name", Type.TEXT, "Name of the filer, as the body states it."),
        CONCEPT,
        UNIT,
        PERIOD_START,
        PERIOD_END,
        Column("value", Type.FILED_NUMBER, "The figure exactly as filed."),
        ACCESSION,
        Column(
            "filing_fiscal_year",
            Type.SMALL_INTEGER,
            "The SEC's fy: it describes the filing, not the fact; never a period's identity.",
            nullable=True,
        ),
        Column(
            "filing_fiscal_period",
            Type.TEXT,
            "The SEC's fp: it describes the filing, not the fact; never a period's identity.",
            nullable=True,
        ),
        FORM,
        FILED_DATE,
    ),
    partitioned=True,
    history=HISTORY,
)


RAW_SEC_FILINGS = Table(
    schema="raw",
    name="sec_filings",
    description="One row per filing in the SEC's submissions of a registered company.",
    key=("company_id", "accession"),
    columns=(
        COMPANY,
        FILER_CIK,
        ACCESSION,
        FORM,
        FILED_DATE,
        Column(
            "report_date", Type.DATE, "Period of report, where the form has one.", nullable=True
        ),
        Column("accepted_at", Type.INSTANT, "Acceptance time by EDGAR (UTC)."),
        Column("primary_document", Type.TEXT, "File name of the primary document.", nullable=True),
        Column("is_inline_xbrl", Type.BOOLEAN, "Whether the filing holds inline XBRL."),
    ),
    partitioned=True,
    history=HISTORY,
)


RAW_QUARANTINE = Table(
    schema="raw",
    name="quarantine",
    description=(
        "One row per item that the newest run could not use. The company's last good data "
        "stays in place; the item's bytes stay in the archive under their digest."
    ),
    key=("source", "company_id", "item"),
    columns=(
        Column("source", Type.TEXT, "Source module, such as sec_company_facts."),
        COMPANY,
        Column("item", Type.TEXT, "What was refused: the document, or the fact in it."),
        Column("reason", Type.TEXT, "One sentence: what is wrong, where, and what to do."),
        Column(
            "sha256", Type.TEXT, "Digest of the body in the archive, where one came.", nullable=True
        ),
        Column(
            "accession", Type.TEXT, "Filing of the refused fact, where one is named.", nullable=True
        ),
        Column(
            "is_whole_document",
            Type.BOOLEAN,
            "True if the whole document is refused; false if one fact in a document is.",
        ),
    ),
    partitioned=True,
)


RAW_SEC_SEGMENT_FACTS = Table(
    schema="raw",
    name="sec_segment_facts",
    description=(
        "One row per numeric fact of a filing's XBRL with its dimensions: one row a concept, "
        "unit, period, dimensions and value, however often the filing repeats it."
    ),
    key=(
        "company_id",
        "accession",
        "concept",
        "dimensions",
        "unit",
        "period_end",
        "period_start",
        "value",
    ),
    columns=(
        COMPANY,
        FILER_CIK,
        ACCESSION,
        FORM,
        FILED_DATE,
        Column("document", Type.TEXT, "File in the filing that states it.", nullable=True),
        Column("element_id", Type.TEXT, "The fact's id in that file.", nullable=True),
        Column(
            "fact_order",
            Type.INTEGER,
            "Place of the fact in its document, 1 upwards: a table's rows follow each other.",
        ),
        CONCEPT,
        SEGMENT_DIMENSIONS,
        Column(
            "dimension_labels",
            Type.TEXT,
            "Labels of the members, in the same order, joined by `;`, where the filing's label "
            "linkbase is at hand.",
            nullable=True,
        ),
        UNIT,
        PERIOD_START,
        PERIOD_END,
        Column("value", Type.FILED_NUMBER, "The figure, scaled and signed."),
        Column(
            "decimals",
            Type.SMALL_INTEGER,
            "Decimals to which it is stated (-6: millions); null if exact (INF), or not given "
            "(Financial Statement Data Sets).",
            nullable=True,
        ),
    ),
    partitioned=True,
    history=HISTORY,
)


RAW_COMPANY_STATEMENTS = Table(
    schema="raw",
    name="company_statements",
    description=(
        "One row per figure that a person entered from a company's own words: line, period, "
        "document."
    ),
    key=("company_id", "metric_id", "period_end", "period_start", "document"),
    columns=(
        COMPANY,
        Column(
            "metric_id",
            Type.TEXT,
            "What it states: a revenue line of the registry, or a metric of it (revenue, "
            "capex_stated).",
        ),
        FIRST_DAY,
        PERIOD_END,
        Column("value", Type.MONEY, "The figure as stated, in its unit."),
        UNIT,
        Column("rounding_unit", Type.INTEGER, "The power of ten to which it is stated."),
        Column("document", Type.TEXT, "The company's own document that states it: kind and title."),
        Column("accession", Type.TEXT, "Filing that states it, where it is one.", nullable=True),
        DOCUMENT_URL,
        Column("stated_date", Type.DATE, "Day of the document, where known.", nullable=True),
        UNDATED_REASON,
        READ_AT,
        ENTERED_DATE,
        Column(
            "confidence",
            Type.TEXT,
            "high; medium where a copy or a summary was read; low where a blog was, or the figure "
            "was worked out.",
        ),
        FILE_AND_LINE,
    ),
)


RAW_TAIWAN_MONTHLY_REVENUE = Table(
    schema="raw",
    name="taiwan_monthly_revenue",
    description=(
        "One row per company, month, report and day on which it first said so: revenue of the "
        "month, and the comparatives that later reports restate."
    ),
    key=("company_id", "month", "report_month", "statement", "report_date"),
    columns=(
        COMPANY,
        Column("security_code", Type.TEXT, "Code on the exchange, such as 2330."),
        Column("market", Type.TEXT, "twse or tpex."),
        Column("month", Type.DATE, "First day of the month whose revenue it is."),
        Column("report_month", Type.DATE, "First day of the month that the report is about."),
        Column("statement", Type.TEXT, "current, prior_month or prior_year column of the report."),
        Column("value", Type.MONEY, "Revenue in TWD (reports state thousands)."),
        Column("report_date", Type.DATE, "Day of the report in Taipei."),
        Column(
            "report_date_basis",
            Type.TEXT,
            "stated, or due: no day is at hand, and it is the 10th of the next month, by which "
            "the law has the report made.",
        ),
        Column("confidence", Type.TEXT, "high, or medium where one copy alone states it."),
    ),
    history=HISTORY,
)


RAW_FX_RATES = Table(
    schema="raw",
    name="fx_rates",
    description="One row per source, currency, frequency and date: an exchange rate as quoted.",
    key=("source", "currency", "frequency", "rate_date"),
    columns=(
        Column("source", Type.TEXT, "fed_h10, ecb or cbc, the central bank of Taiwan."),
        Column("currency", Type.TEXT, "The currency quoted, ISO 4217."),
        Column("base_currency", Type.TEXT, "Currency of which one unit is priced."),
        Column("quote_currency", Type.TEXT, "Currency in which `rate` is the price."),
        Column("frequency", Type.TEXT, "day, or month for an average of the month's days."),
        Column("rate_date", Type.DATE, "The day, or the first day of the month."),
        Column("rate", Type.FILED_NUMBER, "As quoted."),
    ),
    history=HISTORY,
)
