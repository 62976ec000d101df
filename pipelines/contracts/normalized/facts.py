"""Facts on fiscal calendars, the versions made of them, and the operands of each."""

from __future__ import annotations

from pipelines.contracts.columns import (
    COMPANY,
    CONCEPT,
    FILED_DATE,
    FORM,
    PERIOD_END,
    PERIOD_START,
    SEGMENT_DIMENSIONS,
    SOURCE_REFERENCE,
    UNIT,
)
from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.normalized.columns import (
    BROUGHT_BY,
    FISCAL_QUARTER,
    FISCAL_YEAR,
    KNOWN_FROM,
    KNOWN_FROM_BASIS,
    LINEAGE_ID,
    METRIC,
    REPORT_URL,
    VERSION,
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
        BROUGHT_BY,
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
        FISCAL_YEAR,
        FISCAL_QUARTER,
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
        KNOWN_FROM,
        KNOWN_FROM_BASIS,
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
        METRIC,
        SOURCE_REFERENCE,
        FORM,
        KNOWN_FROM,
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
        METRIC,
        Column("period_kind", Type.TEXT, "quarter, year or instant."),
        FISCAL_YEAR,
        FISCAL_QUARTER,
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
        VERSION,
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
        KNOWN_FROM,
        Column(
            "known_to",
            Type.INSTANT,
            "When the next version replaced it (UTC); null while it stands.",
            nullable=True,
        ),
        KNOWN_FROM_BASIS,
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
        LINEAGE_ID,
    ),
)


OPERANDS = Table(
    schema="normalized",
    name="operands",
    description="One row per operand of a version's value: a filed fact with its sign.",
    key=("lineage_id", "operand_order"),
    columns=(
        LINEAGE_ID,
        Column("operand_order", Type.SMALL_INTEGER, "1 for the longest period, then shorter."),
        Column("sign", Type.SMALL_INTEGER, "1 if added, -1 if subtracted."),
        BROUGHT_BY,
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
        REPORT_URL,
        Column(
            "confidence",
            Type.TEXT,
            "high, or medium where one copy alone states the month; null for what is no month.",
            nullable=True,
        ),
    ),
)
