"""Each table that Python writes: its grain, key, columns, types and descriptions.

The one home of those columns: the parsers and `normalize/` shape their frames by
`Table.polars_schema`, dbt's `_sources.yml` is generated from `TABLES`, and the Dagster
definitions take their column metadata from here. Tables that dbt builds are declared in the
models' YAML instead. What a column's values must satisfy is in `expectations/`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


class Type(Enum):
    """A column type, as polars holds it and as DuckDB names it.

    MONEY holds sixteen digits before the point and cents after it, which DuckDB stores in
    64 bits; FILED_NUMBER holds any number a filing states, per-share figures included; RATE holds
    an exchange rate.
    Instants are UTC without a zone, so that no session setting can shift them.
    """

    TEXT = (pl.String(), "VARCHAR")
    INTEGER = (pl.Int64(), "BIGINT")
    SMALL_INTEGER = (pl.Int32(), "INTEGER")
    BOOLEAN = (pl.Boolean(), "BOOLEAN")
    DATE = (pl.Date(), "DATE")
    INSTANT = (pl.Datetime("us"), "TIMESTAMP")
    MONEY = (pl.Decimal(18, 2), "DECIMAL(18,2)")
    FILED_NUMBER = (pl.Decimal(38, 10), "DECIMAL(38,10)")
    RATE = (pl.Decimal(18, 12), "DECIMAL(18,12)")

    def __init__(self, polars: pl.DataType, duckdb: str) -> None:
        self.polars = polars
        self.duckdb = duckdb


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, type, what it says, and whether it may be null."""

    name: str
    type: Type
    description: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `schema.name`, a description that opens with its grain, and its columns.

    `key` names the columns that tell two rows apart. `partitioned` tables lie as one Parquet
    file per company, the others as a single file. `history` are the columns beside `columns`
    that say which archived bodies state a row: no body states them, and they are there once the
    bodies are united.
    """

    schema: str
    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    partitioned: bool = False
    history: tuple[Column, ...] = ()

    @property
    def full_name(self) -> str:
        """`schema.name`, which is also the Dagster asset key."""
        return f"{self.schema}.{self.name}"

    @property
    def polars_schema(self) -> dict[str, pl.DataType]:
        """Column name to polars type, in order."""
        return {column.name: column.type.polars for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        return pl.DataFrame(schema=self.polars_schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly this table's columns and types, sorted by its key.

        Raises:
            ValueError: a column is missing, or a value that may not be null is null.
            polars.exceptions.InvalidOperationError: a value does not fit its type.
        """
        missing = [name for name in self.polars_schema if name not in frame.columns]
        if missing:
            raise ValueError(f"{self.full_name}: the frame lacks {', '.join(missing)}")
        shaped = frame.select(
            pl.col(name).cast(dtype, strict=True) for name, dtype in self.polars_schema.items()
        )
        required = [column.name for column in self.columns if not column.nullable]
        counts = shaped.select(pl.col(required).null_count()).row(0, named=True)
        nulls = [f"{name} ({count})" for name, count in counts.items() if count]
        if nulls:
            raise ValueError(f"{self.full_name}: null in {', '.join(nulls)}")
        return shaped.sort(self.key, nulls_last=False, maintain_order=True)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns as they lie on disk: those of the bodies, then those of the history."""
        return (*self.columns, *self.history)

    def united(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`conform`, with the columns of the history, null where the frame lacks them."""
        whole = replace(self, columns=self.all_columns, history=())
        absent = [each for each in self.history if each.name not in frame.columns]
        return whole.conform(
            frame.with_columns(pl.lit(None, each.type.polars).alias(each.name) for each in absent)
        )

    def directory(self, settings: Settings) -> Path:
        """Where this table's Parquet files lie."""
        root = {"raw": settings.raw_dir, "normalized": settings.normalized_dir}[self.schema]
        return root / self.name


_COMPANY = Column("company_id", Type.TEXT, "Company, as the registry names it.")
_METRIC = Column("metric_id", Type.TEXT, "Metric, as the registry names it.")
_ACCESSION = Column("accession", Type.TEXT, "Accession number of the filing, with dashes.")
_PERIOD_START = Column(
    "period_start", Type.DATE, "First day of the period; null for an instant.", nullable=True
)
_PERIOD_END = Column("period_end", Type.DATE, "Last day of the period, or the instant.")
_UNIT = Column("unit", Type.TEXT, "Unit as filed, such as USD.")
_FORM = Column("form", Type.TEXT, "Form type of the filing, such as 10-Q or 10-K/A.")
_FILED_DATE = Column("filed_date", Type.DATE, "Filing date in New York.")
_KNOWN_FROM = Column("known_from", Type.INSTANT, "When this became public (UTC).")
_KNOWN_FROM_BASIS = Column(
    "known_from_basis",
    Type.TEXT,
    "How known_from is known: accepted (acceptance time of the filing), filed_date_end (the last "
    "second of the filing date in New York), stated_date_end or entered_date_end (of the day on "
    "which a company said it, or a person entered it), report_date_end (of a report's day).",
)
_FISCAL_YEAR = Column(
    "fiscal_year", Type.SMALL_INTEGER, "Fiscal year, by date on the company's calendar."
)
_FISCAL_QUARTER = Column(
    "fiscal_quarter", Type.SMALL_INTEGER, "Fiscal quarter in which the period ends, 1 to 4."
)
_CONCEPT = Column("concept", Type.TEXT, "Concept with its prefix, such as us-gaap:Revenues.")
_VERSION = Column("version", Type.SMALL_INTEGER, "1 for the first that was known, then upwards.")
_BROUGHT_BY = Column("source", Type.TEXT, "Source module that brought the fact.")
_REVENUE_LINE = Column("revenue_line_id", Type.TEXT, "Revenue line.")
_FIRST_DAY = Column("period_start", Type.DATE, "First day of the period.")
_MONTH_END = Column("month_end", Type.DATE, "Last day of the month.")
_REPORT_URL = Column(
    "report_url",
    Type.TEXT,
    "Page that shows the monthly report, where there is one.",
    nullable=True,
)
_CURRENCY = Column("currency", Type.TEXT, "Currency, ISO 4217.")
_LINEAGE_ID = Column("lineage_id", Type.TEXT, "Key into lineage: the operands of this value.")
_CIK = Column("cik", Type.INTEGER, "Central Index Key of the filer that stated it.")

# What a source once said stays: a raw table is the union of all archived bodies of its documents.
_HISTORY = (
    Column(
        "first_body",
        Type.TEXT,
        "Digest of the archived body that first said so; the archive's index says when it came.",
        nullable=True,
    ),
    Column("last_body", Type.TEXT, "Digest of the archived body that last said so.", nullable=True),
    Column(
        "is_in_newest_body",
        Type.BOOLEAN,
        "Whether the newest used body of the document still says so.",
        nullable=True,
    ),
)

RAW_SEC_COMPANY_FACTS = Table(
    schema="raw",
    name="sec_company_facts",
    description=(
        "One row per fact, unit and filing, as any of the SEC's companyfacts bodies states it: the "
        "concepts that the registry names, every filed version kept."
    ),
    key=("company_id", "concept", "unit", "period_end", "period_start", "accession", "value"),
    columns=(
        _COMPANY,
        _CIK,
        Column("entity_name", Type.TEXT, "Name of the filer, as the body states it."),
        _CONCEPT,
        _UNIT,
        _PERIOD_START,
        _PERIOD_END,
        Column("value", Type.FILED_NUMBER, "The figure exactly as filed."),
        _ACCESSION,
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
        _FORM,
        _FILED_DATE,
    ),
    partitioned=True,
    history=_HISTORY,
)

RAW_SEC_FILINGS = Table(
    schema="raw",
    name="sec_filings",
    description="One row per filing in the SEC's submissions of a registered company.",
    key=("company_id", "accession"),
    columns=(
        _COMPANY,
        _CIK,
        _ACCESSION,
        _FORM,
        _FILED_DATE,
        Column(
            "report_date", Type.DATE, "Period of report, where the form has one.", nullable=True
        ),
        Column("accepted_at", Type.INSTANT, "Acceptance time by EDGAR (UTC)."),
        Column("primary_document", Type.TEXT, "File name of the primary document.", nullable=True),
        Column("is_inline_xbrl", Type.BOOLEAN, "Whether the filing holds inline XBRL."),
    ),
    partitioned=True,
    history=_HISTORY,
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
        _COMPANY,
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

_SEGMENT_DIMENSIONS = Column(
    "dimensions",
    Type.TEXT,
    "Explicit members as `axis=member`, QNames with the filing's prefixes (bare names where the "
    "Financial Statement Data Sets state it), sorted and joined by `;`; empty for a figure "
    "without dimensions.",
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
        _COMPANY,
        _CIK,
        _ACCESSION,
        _FORM,
        _FILED_DATE,
        Column("document", Type.TEXT, "File in the filing that states it.", nullable=True),
        Column("element_id", Type.TEXT, "The fact's id in that file.", nullable=True),
        Column(
            "fact_order",
            Type.INTEGER,
            "Place of the fact in its document, 1 upwards: a table's rows follow each other.",
        ),
        _CONCEPT,
        _SEGMENT_DIMENSIONS,
        Column(
            "dimension_labels",
            Type.TEXT,
            "Labels of the members, in the same order, joined by `;`, where the filing's label "
            "linkbase is at hand.",
            nullable=True,
        ),
        _UNIT,
        _PERIOD_START,
        _PERIOD_END,
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
    history=_HISTORY,
)

RAW_COMPANY_STATEMENTS = Table(
    schema="raw",
    name="company_statements",
    description=(
        "One row per figure that a person entered from a company's own words: line, period, "
        "document."
    ),
    key=("company_id", "line_id", "period_end", "period_start", "document"),
    columns=(
        _COMPANY,
        Column(
            "line_id",
            Type.TEXT,
            "What it states: a revenue line of the registry, or a metric of it (revenue, "
            "capex_stated).",
        ),
        _FIRST_DAY,
        _PERIOD_END,
        Column("value", Type.MONEY, "The figure as stated, in its unit."),
        _UNIT,
        Column("rounding_unit", Type.INTEGER, "The power of ten to which it is stated."),
        Column("document", Type.TEXT, "The company's document that states it."),
        Column("citation", Type.TEXT, "Where a person read it."),
        Column("accession", Type.TEXT, "Filing that states it, where known.", nullable=True),
        Column("stated_date", Type.DATE, "Day of the document, where known.", nullable=True),
        Column("entered_date", Type.DATE, "Day on which the row was entered."),
        Column("confidence", Type.TEXT, "high or medium."),
        Column("file", Type.TEXT, "File and line of the row."),
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
        _COMPANY,
        Column("security_code", Type.TEXT, "Code on the exchange, such as 2330."),
        Column("market", Type.TEXT, "twse or tpex."),
        Column("month", Type.DATE, "First day of the month whose revenue it is."),
        Column("report_month", Type.DATE, "First day of the month that the report is about."),
        Column("statement", Type.TEXT, "current, prior_month or prior_year column of the report."),
        Column("value", Type.MONEY, "Revenue in TWD (reports state thousands)."),
        Column("report_date", Type.DATE, "Day of the report in Taipei."),
    ),
    history=_HISTORY,
)

RAW_FX_RATES = Table(
    schema="raw",
    name="fx_rates",
    description="One row per source, currency, frequency and date: an exchange rate as quoted.",
    key=("source", "currency", "frequency", "rate_date"),
    columns=(
        Column("source", Type.TEXT, "fed_h10 or ecb."),
        Column("currency", Type.TEXT, "The currency quoted, ISO 4217."),
        Column("base_currency", Type.TEXT, "Currency of which one unit is priced."),
        Column("quote_currency", Type.TEXT, "Currency in which `rate` is the price."),
        Column("frequency", Type.TEXT, "day, or month for an average of the month's days."),
        Column("rate_date", Type.DATE, "The day, or the first day of the month."),
        Column("rate", Type.FILED_NUMBER, "As quoted."),
    ),
    history=_HISTORY,
)

COMPANIES = Table(
    schema="normalized",
    name="companies",
    description="One row per company of the registry.",
    key=("company_id",),
    columns=(
        _COMPANY,
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
        _COMPANY,
        Column("series_id", Type.TEXT, "metric_id of the line's series in versions."),
        Column("line_name", Type.TEXT, "Name as the company states it."),
        Column(
            "parent_line_id", Type.TEXT, "Line that contains it; null: the total.", nullable=True
        ),
        Column("segment_id", Type.TEXT, "Segment; null for lines outside them.", nullable=True),
        Column("sub_segment_id", Type.TEXT, "Sub-segment.", nullable=True),
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
        _PERIOD_END,
        Column("usd_per_unit", Type.RATE, "Average price of one unit, in USD."),
        Column("source", Type.TEXT, "fed_h10 or ecb; identity for USD."),
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
        Column("source", Type.TEXT, "fed_h10 or ecb; identity for USD."),
        Column("rate_date", Type.DATE, "Day of the quote."),
    ),
)

MONTHLY_REVENUE = Table(
    schema="normalized",
    name="monthly_revenue",
    description="One row per company, month and version of its revenue.",
    key=("company_id", "month", "version"),
    columns=(
        _COMPANY,
        Column("month", Type.DATE, "First day of the month."),
        _MONTH_END,
        _VERSION,
        Column("value", Type.MONEY, "Revenue in its unit."),
        _UNIT,
        Column("report_month", Type.DATE, "Month that the report is about."),
        Column("statement", Type.TEXT, "current, prior_month or prior_year column of it."),
        _REPORT_URL,
        _KNOWN_FROM,
        Column("known_to", Type.INSTANT, "When the next replaced it (UTC).", nullable=True),
    ),
)

CUSTOMER_SHARES = Table(
    schema="normalized",
    name="customer_shares",
    description="One row per company, period, customer, benchmark and filing: a share as filed.",
    key=("company_id", "period_end", "period_start", "customer", "benchmark", "accession"),
    columns=(
        _COMPANY,
        _FIRST_DAY,
        _PERIOD_END,
        Column("customer", Type.TEXT, "Member of the customer axis, as filed."),
        Column("customer_label", Type.TEXT, "Label of the member, as filed.", nullable=True),
        Column("benchmark", Type.TEXT, "Member of the benchmark axis: share of what."),
        Column("share_pct", Type.FILED_NUMBER, "Share in percent."),
        _CONCEPT,
        _SEGMENT_DIMENSIONS,
        _ACCESSION,
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
        "accession",
    ),
    columns=(
        _COMPANY,
        Column(
            "metric_id", Type.TEXT, "Metric, or revenue line, whose series the fact is part of."
        ),
        _BROUGHT_BY,
        _CONCEPT,
        _SEGMENT_DIMENSIONS,
        _UNIT,
        _PERIOD_START,
        _PERIOD_END,
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
        Column(
            "accession",
            Type.TEXT,
            "Accession number of the filing, or the identifier of a statement or report.",
        ),
        Column("form", Type.TEXT, "Form type of the filing; statement or report for the rest."),
        _FILED_DATE,
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
    key=("company_id", "metric_id", "known_from", "accession"),
    columns=(
        _COMPANY,
        _METRIC,
        _ACCESSION,
        _FORM,
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
        _COMPANY,
        _METRIC,
        Column("period_kind", Type.TEXT, "quarter, year or instant."),
        _FISCAL_YEAR,
        _FISCAL_QUARTER,
        _PERIOD_START,
        _PERIOD_END,
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
        _UNIT,
        Column(
            "derivation",
            Type.TEXT,
            "reported, ytd_difference, year_minus_nine_months, year_minus_quarters, "
            "ytd_minus_last_quarter or sum_of_months.",
        ),
        _CONCEPT,
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
            "The statement or report that said it, where it is no filing.",
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
        _CONCEPT,
        _SEGMENT_DIMENSIONS,
        _UNIT,
        _PERIOD_START,
        _PERIOD_END,
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
    key=("table_name", "key", "rule", "accession"),
    columns=(
        Column("table_name", Type.TEXT, "Mart in which the value is missing."),
        Column("key", Type.TEXT, "What is missing: company, metric and period."),
        Column("company_id", Type.TEXT, "Company concerned."),
        Column("rule", Type.TEXT, "Rule that refuses, a short name."),
        Column("reason", Type.TEXT, "The reason in one sentence, without advice."),
        Column("accession", Type.TEXT, "Filing concerned, where one is.", nullable=True),
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
        "accession",
        "table_name",
        "check_name",
    ),
    columns=(
        _COMPANY,
        Column(
            "metric_id",
            Type.TEXT,
            "Metric or revenue line; monthly_revenue and customer_share for those of their own.",
            nullable=True,
        ),
        Column("concept", Type.TEXT, "Concept with its prefix.", nullable=True),
        Column("fiscal_year", Type.SMALL_INTEGER, "Fiscal year of the figures.", nullable=True),
        Column("period_end", Type.DATE, "Last day of their period.", nullable=True),
        Column("accession", Type.TEXT, "Filing or document that states them.", nullable=True),
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

QUALITY_RESULTS = Table(
    schema="marts",
    name="quality_results",
    description="One row per check and run.",
    key=("run_id", "stage", "table_name", "check_name"),
    columns=(
        Column("run_id", Type.TEXT, "Run of the pipeline, as Dagster names it."),
        Column("stage", Type.TEXT, "raw, normalized, warehouse or marts."),
        Column("table_name", Type.TEXT, "Table that the check guards, with its schema."),
        Column("check_name", Type.TEXT, "What is claimed."),
        Column("severity", Type.TEXT, "error keeps figures from publication; warning is shown."),
        Column(
            "scope",
            Type.TEXT,
            "What an error keeps back: the figures of one company that fail it (company), or the "
            "whole publication (structure).",
        ),
        Column("passed", Type.BOOLEAN, "Whether the claim held."),
        Column("observed", Type.TEXT, "What was found.", nullable=True),
        Column("expected", Type.TEXT, "What was claimed, in words.", nullable=True),
        Column("ran_at", Type.INSTANT, "When the check ran (UTC)."),
    ),
)

FCT_CHANGES = Table(
    schema="marts",
    name="fct_changes",
    description=(
        "One row per cell and publication that made it new, changed it or withdrew it, with the "
        "cause."
    ),
    key=("run_id", "table_name", "key", "column"),
    columns=(
        Column("run_id", Type.TEXT, "Run that published the change, as Dagster names it."),
        Column("changed_at", Type.INSTANT, "When it compared with what was published (UTC)."),
        Column("table_name", Type.TEXT, "Mart that holds the cell."),
        Column("key", Type.TEXT, "Key of its row: the values of the key's columns, in order."),
        Column("column", Type.TEXT, "Measure that differs."),
        Column(
            "change",
            Type.TEXT,
            "new, changed, withdrawn, or known_from_moved (the value stands, and is known since "
            "another moment).",
        ),
        Column("old_value", Type.MONEY, "Value published before; null if new.", nullable=True),
        Column("new_value", Type.MONEY, "Value published now; null if withdrawn.", nullable=True),
        Column(
            "old_known_from",
            Type.INSTANT,
            "Since when the old value counted as known (UTC), where the mart says so.",
            nullable=True,
        ),
        Column(
            "new_known_from",
            Type.INSTANT,
            "Since when the new value counts as known (UTC), where the mart says so.",
            nullable=True,
        ),
        Column(
            "cause",
            Type.TEXT,
            "new_filing, restatement (a new filing changes a published figure), new_statement (or "
            "monthly report), new_ruling, code, ruling_or_code (both changed), or other_input "
            "(older documents came to hand).",
        ),
        Column("company_id", Type.TEXT, "Company, where the cell is of one.", nullable=True),
        Column("ticker", Type.TEXT, "Its ticker.", nullable=True),
        Column("accession", Type.TEXT, "Filing of the newer value, where one is.", nullable=True),
        Column("lineage_id", Type.TEXT, "Key into lineage of the newer value.", nullable=True),
    ),
)

TABLES: tuple[Table, ...] = (
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
    RAW_COMPANY_STATEMENTS,
    RAW_TAIWAN_MONTHLY_REVENUE,
    RAW_FX_RATES,
    RAW_QUARANTINE,
    COMPANIES,
    SEGMENTS,
    REVENUE_LINES,
    SERIES_BREAKS,
    PERIOD_RATES,
    CLOSING_RATES,
    MONTHLY_REVENUE,
    CUSTOMER_SHARES,
    FACTS,
    CONCEPT_CHOICES,
    VERSIONS,
    OPERANDS,
    REFUSALS,
    WITHHELD,
    FCT_CHANGES,
    QUALITY_RESULTS,
)


def table(full_name: str) -> Table:
    """The table of that `schema.name`.

    Raises:
        KeyError: Python writes no such table.
    """
    return {entry.full_name: entry for entry in TABLES}[full_name]
