"""What the sources bring of the size of the market; `raw.py` holds the other raw tables."""

from __future__ import annotations

from pipelines.contracts.columns import ENTERED_DATE, FILE_AND_LINE, READ_AT
from pipelines.contracts.model import Column, Table, Type

RAW_MARKET_ESTIMATES = Table(
    schema="raw",
    name="market_estimates",
    description=(
        "One row per estimate of others: who said, when, of which period and by which definition, "
        "how large the market for compute is."
    ),
    key=("estimate_by", "stated", "definition", "period"),
    columns=(
        Column("estimate_by", Type.TEXT, "Whose estimate it is."),
        Column("speaker", Type.TEXT, "company, analyst (of what it said) or third_party."),
        Column("estimate_kind", Type.TEXT, "annual, cumulative, quarterly, stock or ambiguous."),
        Column("is_kind_said", Type.BOOLEAN, "Whether the document says so in words."),
        Column("definition", Type.TEXT, "What is counted."),
        Column("period", Type.TEXT, "Of when it is, as written."),
        Column("first_year", Type.INTEGER, "First calendar year, where named.", nullable=True),
        Column("last_year", Type.INTEGER, "Last calendar year, where named.", nullable=True),
        Column("calendar_quarter", Type.TEXT, "Of one quarter: which.", nullable=True),
        Column("low_usd", Type.MONEY, "The figure, or the lower end of a range, in US dollars."),
        Column("high_usd", Type.MONEY, "Upper end; none of what is over low_usd.", nullable=True),
        Column("bound", Type.TEXT, "as_stated, nearly or over."),
        Column("document", Type.TEXT, "Who states it, and in what."),
        Column("url", Type.TEXT, "Address of the document, where one is known.", nullable=True),
        Column("stated", Type.TEXT, "Day, month or year in which it was said, as known."),
        Column("stated_from", Type.DATE, "The first day on which it may have been said."),
        Column("stated_to", Type.DATE, "The last day on which it may have been said."),
        Column(
            "seen_date",
            Type.DATE,
            "Where the day is not known: a day on which a copy held it.",
            nullable=True,
        ),
        READ_AT,
        ENTERED_DATE,
        Column("confidence", Type.TEXT, "high; medium where a copy was read; low at second hand."),
        Column("note", Type.TEXT, "What else is to be known of it.", nullable=True),
        FILE_AND_LINE,
    ),
)
