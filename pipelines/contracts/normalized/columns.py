"""Columns that several normalised tables share."""

from __future__ import annotations

from pipelines.contracts.model import Column, Type

METRIC = Column("metric_id", Type.TEXT, "Metric, as the registry names it.")


KNOWN_FROM = Column("known_from", Type.INSTANT, "When this became public (UTC).")


KNOWN_FROM_BASIS = Column(
    "known_from_basis",
    Type.TEXT,
    "How known_from is known: accepted (acceptance time of the filing), filed_date_end (the last "
    "second of the filing date in New York), stated_date_end or entered_date_end (of the day on "
    "which a company said it, or a person entered it), report_date_end (of a report's day), "
    "due_date_end (of the day on which a monthly report is due, where none is stated).",
)


FISCAL_YEAR = Column(
    "fiscal_year", Type.SMALL_INTEGER, "Fiscal year, by date on the company's calendar."
)


FISCAL_QUARTER = Column(
    "fiscal_quarter", Type.SMALL_INTEGER, "Fiscal quarter in which the period ends, 1 to 4."
)


VERSION = Column("version", Type.SMALL_INTEGER, "1 for the first that was known, then upwards.")


BROUGHT_BY = Column("source", Type.TEXT, "Source module that brought the fact.")


REVENUE_LINE = Column("revenue_line_id", Type.TEXT, "Revenue line.")


MONTH_END = Column("month_end", Type.DATE, "Last day of the month.")


REPORT_URL = Column(
    "report_url",
    Type.TEXT,
    "Page that shows the monthly report, where there is one.",
    nullable=True,
)


CURRENCY = Column("currency", Type.TEXT, "Currency, ISO 4217.")


LINEAGE_ID = Column("lineage_id", Type.TEXT, "Key into lineage: the operands of this value.")
