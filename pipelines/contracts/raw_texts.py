"""What the sources bring that companies say in words; `raw.py` holds the other raw tables."""

from __future__ import annotations

from pipelines.contracts.columns import (
    ACCESSION,
    COMPANY,
    CONFIDENCE,
    DOCUMENT_URL,
    ENTERED_DATE,
    FILE_AND_LINE,
    FILED_DATE,
    FILER_CIK,
    FORM,
    GUIDANCE_KIND,
    GUIDED_RANGE,
    HISTORY,
    HORIZON,
    READ_AT,
    REPLACED_RANGE,
    UNDATED_REASON,
)
from pipelines.contracts.model import Column, Table, Type

RAW_SEC_DOCUMENTS = Table(
    schema="raw",
    name="sec_documents",
    description=(
        "One row per document of a filing that was read for its words, and one per finding in it: "
        "a sentence that guides capital expenditure, or that names a technology. Figures, labels "
        "and places; no prose."
    ),
    key=("company_id", "accession", "document", "exhibit", "finding", "position", "technology_id"),
    columns=(
        COMPANY,
        FILER_CIK,
        ACCESSION,
        FORM,
        FILED_DATE,
        Column(
            "accepted_at",
            Type.INSTANT,
            "Acceptance time that the submission's own header states (UTC), where it was read.",
            nullable=True,
        ),
        Column(
            "document", Type.TEXT, "File in the filing, where its name is known.", nullable=True
        ),
        Column("exhibit", Type.TEXT, "Type of the document: 10-K, EX-99.1."),
        Column(
            "finding",
            Type.TEXT,
            "document: the document itself; guidance; technology: a sentence in it.",
        ),
        Column(
            "position",
            Type.INTEGER,
            "Place of the sentence in the document, from 1; 0 for the document itself.",
        ),
        Column(
            "sentences", Type.INTEGER, "Of a document: the sentences that were read.", nullable=True
        ),
        Column(
            "refused_sentences",
            Type.INTEGER,
            "Of a document: sentences that name capital expenditure and guide none.",
            nullable=True,
        ),
        Column(
            "watched",
            Type.TEXT,
            "Of a document: the technologies that it was read for, joined by `;`.",
            nullable=True,
        ),
        Column(
            "sentence_sha256",
            Type.TEXT,
            "Digest of the sentence, its blanks as one: what tells it without its words.",
            nullable=True,
        ),
        Column(
            "kind",
            Type.TEXT,
            "Of guidance: range, point, lower_bound, upper_bound, direction or reiteration.",
            nullable=True,
        ),
        *GUIDED_RANGE,
        Column("direction", Type.TEXT, "Direction that words give.", nullable=True),
        Column("horizon", Type.TEXT, "Period that is guided, by its name.", nullable=True),
        Column("horizon_grain", Type.TEXT, "Kind of that period.", nullable=True),
        Column("horizon_start_date", Type.DATE, "First day of that period.", nullable=True),
        Column("horizon_end_date", Type.DATE, "Last day of that period.", nullable=True),
        Column(
            "horizon_source",
            Type.TEXT,
            "How the period is known: named in the sentence, by a relative word, or assumed.",
            nullable=True,
        ),
        Column(
            "basis", Type.TEXT, "What guidance counts, in the company's own words.", nullable=True
        ),
        Column("basis_kind", Type.TEXT, "What these words mean.", nullable=True),
        Column(
            "standing",
            Type.TEXT,
            "stated, replaces (an earlier range), or repeats (what stood).",
            nullable=True,
        ),
        *REPLACED_RANGE,
        Column("technology_id", Type.TEXT, "Technology that a sentence names.", nullable=True),
        Column("term", Type.TEXT, "The words that name it, as written.", nullable=True),
        Column("mentions", Type.INTEGER, "How often the sentence names it.", nullable=True),
        Column(
            "mention_class", Type.TEXT, "affirmative, conditional or boilerplate.", nullable=True
        ),
    ),
    partitioned=True,
    history=HISTORY,
)


RAW_TECHNOLOGY_STATEMENTS = Table(
    schema="raw",
    name="technology_statements",
    description=(
        "One row per company, technology, document and class in which it was named there, as a "
        "person entered it from a call or another document of the company."
    ),
    key=("company_id", "technology_id", "document", "stated_date", "mention_class"),
    columns=(
        COMPANY,
        Column("technology_id", Type.TEXT, "Technology, as the registry names it."),
        Column("mention_class", Type.TEXT, "affirmative, conditional or boilerplate."),
        Column("mentions", Type.INTEGER, "Sentences of the company that name it in that sense."),
        Column("document", Type.TEXT, "The company's own document: kind and title."),
        Column("accession", Type.TEXT, "Filing that says it, where it is one.", nullable=True),
        DOCUMENT_URL,
        Column("stated_date", Type.DATE, "Day on which it was said."),
        READ_AT,
        ENTERED_DATE,
        CONFIDENCE,
        FILE_AND_LINE,
    ),
)


RAW_GUIDANCE_STATEMENTS = Table(
    schema="raw",
    name="guidance_statements",
    description=(
        "One row per company, horizon, basis and document in which capital expenditure was guided, "
        "as a person entered it from a call or another document of the company."
    ),
    key=("company_id", "horizon", "basis", "document", "issued_date"),
    columns=(
        COMPANY,
        *HORIZON,
        GUIDANCE_KIND,
        *GUIDED_RANGE,
        Column("direction", Type.TEXT, "up, down or flat, of a direction.", nullable=True),
        Column("basis", Type.TEXT, "Basis of capital expenditure, or not_stated."),
        Column("basis_words", Type.TEXT, "What it counts, in the spender's own words."),
        *REPLACED_RANGE,
        Column(
            "change_cause",
            Type.TEXT,
            "accounting_change, where what counts changed and not what is spent.",
            nullable=True,
        ),
        Column("document", Type.TEXT, "The company's own document: kind and title."),
        Column("accession", Type.TEXT, "Filing that says it, where it is one.", nullable=True),
        DOCUMENT_URL,
        Column("issued_date", Type.DATE, "Day on which it was said, where known.", nullable=True),
        UNDATED_REASON,
        READ_AT,
        ENTERED_DATE,
        CONFIDENCE,
        Column("note", Type.TEXT, "What the amounts do not say.", nullable=True),
        FILE_AND_LINE,
    ),
)
