"""Columns that tables of several stages share, each declared once."""

from __future__ import annotations

from pipelines.contracts.model import Column, Type

COMPANY = Column("company_id", Type.TEXT, "Company, as the registry names it.")
# An accession number: filer agent, year, sequence (EDGAR Filer Manual, volume II).
ACCESSION_PATTERN = r"^[0-9]{10}-[0-9]{2}-[0-9]{6}$"
ACCESSION = Column("accession", Type.TEXT, "Accession number of the filing, with dashes.")
SOURCE_REFERENCE = Column(
    "source_reference",
    Type.TEXT,
    "What leads back to the source: an accession number, a statement's file and line, or a report.",
)
PERIOD_START = Column(
    "period_start", Type.DATE, "First day of the period; null for an instant.", nullable=True
)
PERIOD_END = Column("period_end", Type.DATE, "Last day of the period, or the instant.")
UNIT = Column("unit", Type.TEXT, "Unit as filed, such as USD.")
FORM = Column("form", Type.TEXT, "Form type of the filing, such as 10-Q or 10-K/A.")
FILED_DATE = Column("filed_date", Type.DATE, "Filing date in New York.")
CONCEPT = Column("concept", Type.TEXT, "Concept with its prefix, such as us-gaap:Revenues.")
FIRST_DAY = Column("period_start", Type.DATE, "First day of the period.")
SEGMENT_DIMENSIONS = Column(
    "dimensions",
    Type.TEXT,
    "Explicit members as `axis=member`, QNames with the filing's prefixes (bare names where the "
    "Financial Statement Data Sets state it), sorted and joined by `;`; empty for a figure "
    "without dimensions.",
)
# What a source once said stays: a raw table is the union of all archived bodies of its documents.
HISTORY = (
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

# Of rows that people enter: where one was read, when it was entered, and how sure it is.
DOCUMENT_URL = Column(
    "url", Type.TEXT, "Address of the document, where one was seen.", nullable=True
)
UNDATED_REASON = Column("undated_reason", Type.TEXT, "Why no day of it is known.", nullable=True)
READ_AT = Column(
    "read_at", Type.TEXT, "Where a person read it, if not in the document itself.", nullable=True
)
ENTERED_DATE = Column("entered_date", Type.DATE, "Day on which the row was entered.")
CONFIDENCE = Column("confidence", Type.TEXT, "high; medium where a copy was read; low for a blog.")
FILE_AND_LINE = Column("file", Type.TEXT, "File and line of the row.")

FILER_CIK = Column("cik", Type.INTEGER, "Central Index Key of the filer that stated it.")

# The end of dimensions whose axis is one of dates, such as the day from which a backlog is earned.
DATE_MEMBER = r"=\d{4}-\d{2}-\d{2}$"

# What guidance is about, and what it says.
HORIZON = (
    Column("horizon", Type.TEXT, "Period that is guided, by its name."),
    Column("horizon_grain", Type.TEXT, "Kind of that period: year, half, quarter."),
    Column("horizon_start_date", Type.DATE, "First day of that period."),
    Column("horizon_end_date", Type.DATE, "Last day of that period."),
)
GUIDANCE_KIND = Column(
    "kind", Type.TEXT, "range, point, lower_bound, upper_bound, direction or reiteration."
)
GUIDED_RANGE = (
    Column("low_usd", Type.MONEY, "Lower end guided, in US dollars.", nullable=True),
    Column("high_usd", Type.MONEY, "Upper end guided, in US dollars.", nullable=True),
)
REPLACED_RANGE = (
    Column("supersedes_low_usd", Type.MONEY, "Lower end of the range replaced.", nullable=True),
    Column("supersedes_high_usd", Type.MONEY, "Upper end of the range replaced.", nullable=True),
)
