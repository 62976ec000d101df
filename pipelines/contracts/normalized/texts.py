"""What companies say in words: documents that were read, technologies, and where they are named."""

from __future__ import annotations

from pipelines.contracts.columns import (
    ACCESSION,
    COMPANY,
    FILED_DATE,
    FORM,
    GUIDANCE_KIND,
    GUIDED_RANGE,
    HORIZON,
    REPLACED_RANGE,
    SOURCE_REFERENCE,
)
from pipelines.contracts.model import Column, Table, Type
from pipelines.contracts.normalized.columns import (
    BROUGHT_BY,
    KNOWN_FROM,
    KNOWN_FROM_BASIS,
    VERSION,
)

_TECHNOLOGY = Column("technology_id", Type.TEXT, "Technology, as the registry names it.")
_DOCUMENT = Column(
    "document", Type.TEXT, "File in the filing, where its name is known.", nullable=True
)


TECHNOLOGIES = Table(
    schema="normalized",
    name="technologies",
    description="One row per technology of the registry.",
    key=("technology_id",),
    columns=(
        _TECHNOLOGY,
        Column("technology_name", Type.TEXT, "Its name."),
        Column("description", Type.TEXT, "What it is."),
    ),
)


DOCUMENTS = Table(
    schema="normalized",
    name="documents",
    description="One row per document of a filing that was read for its words.",
    key=("company_id", "accession", "exhibit", "document"),
    columns=(
        COMPANY,
        Column("cik", Type.INTEGER, "Central Index Key of the filer."),
        ACCESSION,
        _DOCUMENT,
        Column("exhibit", Type.TEXT, "Type of the document: 10-K, EX-99.1."),
        FORM,
        FILED_DATE,
        Column("sentences", Type.INTEGER, "Sentences that were read."),
        Column("watched", Type.TEXT, "Technologies that it was read for, joined by `;`."),
        KNOWN_FROM,
        KNOWN_FROM_BASIS,
    ),
)


TECHNOLOGY_MENTIONS = Table(
    schema="normalized",
    name="technology_mentions",
    description=(
        "One row per sentence that names a technology, and per row that a person entered of a call."
    ),
    key=(
        "company_id",
        "technology_id",
        "source_reference",
        "exhibit",
        "document",
        "position",
    ),
    columns=(
        COMPANY,
        _TECHNOLOGY,
        BROUGHT_BY,
        SOURCE_REFERENCE,
        Column("cik", Type.INTEGER, "Filer; null where no filing says it.", nullable=True),
        Column("accession", Type.TEXT, "Filing; null where none says it.", nullable=True),
        Column(
            "document",
            Type.TEXT,
            "File in the filing, where known; kind and title of a document that is none.",
            nullable=True,
        ),
        Column("exhibit", Type.TEXT, "Type of the document: 10-K, EX-99.1; statement."),
        Column("form", Type.TEXT, "Form of the filing.", nullable=True),
        Column("said_date", Type.DATE, "Filing date, or the day of the call."),
        Column(
            "position",
            Type.INTEGER,
            "Place of the sentence in the document, from 1; null of a call.",
            nullable=True,
        ),
        Column("sentence_sha256", Type.TEXT, "Digest of the sentence.", nullable=True),
        Column("term", Type.TEXT, "The words that name it, as written.", nullable=True),
        Column("mentions", Type.INTEGER, "How often it is named."),
        Column("mention_class", Type.TEXT, "affirmative, conditional or boilerplate."),
        KNOWN_FROM,
        KNOWN_FROM_BASIS,
    ),
)


GUIDANCE = Table(
    schema="normalized",
    name="guidance",
    description=(
        "One row per company, horizon, basis and day on which capital expenditure was guided, "
        "version, and moment since which its comparable amounts are these: what stood of that day, "
        "of filings and of rows that a person entered."
    ),
    key=("company_id", "horizon", "basis", "issued_date", "version", "amounts_from"),
    columns=(
        COMPANY,
        *HORIZON,
        Column("basis", Type.TEXT, "Basis of capital expenditure, or not_stated."),
        Column(
            "is_basis_stated",
            Type.BOOLEAN,
            "Whether the words name the basis; else it is the company's registered headline.",
        ),
        Column("basis_words", Type.TEXT, "What it counts, in the spender's own words."),
        Column("issued_date", Type.DATE, "Day on which it was said, in New York."),
        VERSION,
        GUIDANCE_KIND,
        *GUIDED_RANGE,
        Column("direction", Type.TEXT, "Direction that words give.", nullable=True),
        *REPLACED_RANGE,
        Column("change_cause", Type.TEXT, "accounting_change, where one is known.", nullable=True),
        Column(
            "comparable_low_usd",
            Type.MONEY,
            "Lower end with what an accounting change moved out of the period put back, in US "
            "dollars: comparable with quarters stated before it. The lower end where no change is.",
            nullable=True,
        ),
        Column(
            "comparable_high_usd",
            Type.MONEY,
            "Upper end, likewise comparable with quarters stated before the change.",
            nullable=True,
        ),
        Column(
            "comparable_definition",
            Type.INTEGER,
            "Definition of the basis that the comparable amounts are on: 0 before any accounting "
            "change of the company's on that basis, 1 after the first, and so on.",
        ),
        Column(
            "comparable_change_date",
            Type.DATE,
            "Day of the accounting change whose effect is put back; null where none is.",
            nullable=True,
        ),
        Column(
            "begins_definition",
            Type.BOOLEAN,
            "Whether it is the first statement of an accounting change: quarters that end after it "
            "are on the next definition of the basis.",
        ),
        Column(
            "amounts_from",
            Type.INSTANT,
            "Since when the comparable amounts, their definition and what begins with it are these "
            "(UTC): known_from, or when an accounting change before it was taken back.",
        ),
        Column(
            "amounts_to",
            Type.INSTANT,
            "Until when they are (UTC); null where they still are.",
            nullable=True,
        ),
        BROUGHT_BY,
        SOURCE_REFERENCE,
        Column("cik", Type.INTEGER, "Filer; null where no filing says it.", nullable=True),
        Column("accession", Type.TEXT, "Filing; null where none says it.", nullable=True),
        Column("form", Type.TEXT, "Form of the filing.", nullable=True),
        Column(
            "document",
            Type.TEXT,
            "File in the filing, where known; kind and title of a document that is none.",
            nullable=True,
        ),
        Column("exhibit", Type.TEXT, "Type of the document: 10-K, EX-99.1; statement."),
        Column(
            "position",
            Type.INTEGER,
            "Place of the sentence in the document, from 1; null of a row that was entered.",
            nullable=True,
        ),
        Column("sentence_sha256", Type.TEXT, "Digest of the sentence.", nullable=True),
        Column(
            "confidence",
            Type.TEXT,
            "Of a row that was entered: high, medium or low.",
            nullable=True,
        ),
        Column("note", Type.TEXT, "What the amounts do not say.", nullable=True),
        KNOWN_FROM,
        Column(
            "known_to",
            Type.INSTANT,
            "When another statement of that day took its place, or contradicted it.",
            nullable=True,
        ),
        KNOWN_FROM_BASIS,
    ),
)
