"""What the companies of the small world say in words; rows only, `suite_world.py` frames them.

Not real: BET guides and names light in each of its press releases of 2025 and 2026, ACM names it
once, in its annual report, and CEE names water in a call.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.contracts.normalized import GUIDANCE
from pipelines.normalize.texts.accounting_changes import with_comparable_amounts
from pipelines.registry import Technology
from pipelines.registry.technologies import Term

Row = dict[str, Any]

TECHNOLOGIES = (
    Technology(
        technology_id="light",
        technology_name="Light",
        description="Light in place of copper",
        terms=(Term(words="light engine"),),
    ),
    Technology(
        technology_id="water",
        technology_name="Water",
        description="Water in place of air",
        terms=(Term(words="water cooling"),),
    ),
)
WATCHED = "light;water"
# Columns that `with_comparable_amounts` adds.
_ADDED = ("comparable_", "begins_definition", "amounts_")
RELEASES = [dt.date(year, month, 28) for year in (2025, 2026) for month in (1, 4, 7, 10)][:7]
REPORT = dt.date(2025, 1, 30)


def _document(company: str, cik: int, filed: dt.date, form: str, exhibit: str) -> Row:
    return {
        "company_id": company,
        "cik": cik,
        "accession": f"{cik:010d}-{filed:%y}-7{filed:%m%d}0",
        "form": form,
        "filed_date": filed,
        "accepted_at": dt.datetime.combine(filed, dt.time(21, 5)),
        "document": "words.htm",
        "exhibit": exhibit,
        "finding": "document",
        "position": 0,
        "sentences": 40,
        "refused_sentences": 1,
        "watched": WATCHED,
    }


def _found(document: Row, position: int, **found: Any) -> Row:
    own = ("sentences", "refused_sentences", "watched")
    place = {name: value for name, value in document.items() if name not in own}
    digest = f"{position:02d}" * 32
    return {**place, "position": position, "sentence_sha256": digest, **found}


def _mention(document: Row, position: int, technology: str, sense: str) -> Row:
    return _found(
        document,
        position,
        finding="technology",
        technology_id=technology,
        term=technology,
        mentions=2,
        mention_class=sense,
    )


def findings() -> list[Row]:
    """Documents and what is found in them."""
    rows = []
    for filed in RELEASES:
        release = _document("BET", 1002, filed, "8-K", "EX-99.1")
        guided = _found(
            release,
            5,
            finding="guidance",
            kind="range",
            low_usd=Decimal(1_300_000_000),
            high_usd=Decimal(1_400_000_000),
            horizon=f"FY{filed.year}",
            horizon_grain="year",
            horizon_start_date=dt.date(filed.year, 1, 1),
            horizon_end_date=dt.date(filed.year, 12, 31),
            horizon_source="named",
            basis="capital expenditures",
            basis_kind="not_stated",
            standing="stated",
        )
        light = _mention(release, 9, "light", "affirmative")
        doubt = _mention(release, 12, "light", "boilerplate")
        rows += [release, guided, light, doubt]
    report = _document("ACM", 1001, REPORT, "10-K", "10-K")
    return [*rows, report, _mention(report, 30, "light", "conditional")]


def calls() -> list[Row]:
    """What a person entered."""
    call = {
        "company_id": "CEE",
        "technology_id": "water",
        "document": "Earnings call, Q1 FY2025",
        "stated_date": dt.date(2025, 5, 6),
        "read_at": "a copy",
        "entered_date": dt.date(2026, 8, 1),
        "confidence": "medium",
    }
    return [
        {**call, "mention_class": "affirmative", "mentions": 3, "file": "own/calls.csv:2"},
        {**call, "mention_class": "conditional", "mentions": 1, "file": "own/calls.csv:3"},
    ]


# What a person entered of calls: BET narrows its range of 2025, ACM goes from words to an amount.
_MILLION = Decimal(1_000_000)
_CALLS: tuple[Row, ...] = (
    {"company_id": "ACM", "issued_date": dt.date(2024, 10, 24), "kind": "direction",
     "direction": "up", "basis": "with_finance_leases", "file": "own/guidance.csv:2"},
    {"company_id": "ACM", "issued_date": dt.date(2025, 1, 23), "kind": "point",
     "low_usd": 700 * _MILLION, "high_usd": 700 * _MILLION, "basis": "with_finance_leases",
     "file": "own/guidance.csv:3"},
    {"company_id": "ACM", "issued_date": dt.date(2025, 4, 24), "kind": "range",
     "low_usd": 750 * _MILLION, "high_usd": 850 * _MILLION, "basis": "with_finance_leases",
     "supersedes_low_usd": 700 * _MILLION, "supersedes_high_usd": 700 * _MILLION,
     "file": "own/guidance.csv:4"},
    {"company_id": "ACM", "issued_date": dt.date(2025, 7, 24), "kind": "point",
     "low_usd": 780 * _MILLION, "high_usd": 780 * _MILLION, "basis": "with_finance_leases",
     "supersedes_low_usd": 750 * _MILLION, "supersedes_high_usd": 850 * _MILLION,
     "change_cause": "accounting_change", "file": "own/guidance.csv:5"},
    {"company_id": "ACM", "issued_date": dt.date(2025, 7, 24), "kind": "lower_bound",
     "low_usd": 690 * _MILLION, "basis": "not_stated", "file": "own/guidance.csv:6"},
)  # fmt: skip


def guidance_calls() -> list[Row]:
    """Guidance that a person entered, all of it of 2025."""
    row = {
        "horizon": "FY2025",
        "horizon_grain": "year",
        "horizon_start_date": dt.date(2025, 1, 1),
        "horizon_end_date": dt.date(2025, 12, 31),
        "basis_words": "capital expenditures",
        "document": "Earnings call",
        "read_at": "a copy",
        "entered_date": dt.date(2026, 8, 1),
        "confidence": "medium",
    }
    return [{**row, **call} for call in _CALLS]


def guidance_rows() -> list[Row]:
    """What documents and calls guide; the filer's headline basis where a sentence names none."""
    read = [
        {
            **_known(row),
            "basis": "cash_net",
            "is_basis_stated": False,
            "basis_words": row["basis"],
            "issued_date": row["filed_date"],
            "version": 1,
            "source": "sec_documents",
            "source_reference": row["accession"],
        }
        for row in findings()
        if row["finding"] == "guidance"
    ]
    heard = [
        {
            **row,
            "is_basis_stated": False,
            "version": 1,
            "source": "guidance_statements",
            "source_reference": row["file"],
            "exhibit": "statement",
            "known_from": dt.datetime.combine(
                row["issued_date"] + dt.timedelta(days=1), dt.time(4, 59, 59)
            ),
            "known_from_basis": "stated_date_end",
        }
        for row in guidance_calls()
    ]
    schema = {n: of for n, of in GUIDANCE.polars_schema.items() if not n.startswith(_ADDED)}
    said = pl.from_dicts([*read, *heard], schema=schema)
    return with_comparable_amounts(said).to_dicts()


def technology_rows() -> list[Row]:
    return [
        {
            "technology_id": each.technology_id,
            "technology_name": each.technology_name,
            "description": each.description,
        }
        for each in TECHNOLOGIES
    ]


def document_rows() -> list[Row]:
    return [_known(row) for row in findings() if row["finding"] == "document"]


def mention_rows() -> list[Row]:
    """What documents and calls name."""
    read = [
        {
            **_known(row),
            "source": "sec_documents",
            "source_reference": row["accession"],
            "said_date": row["filed_date"],
        }
        for row in findings()
        if row["finding"] == "technology"
    ]
    heard = [
        {
            **row,
            "source": "technology_statements",
            "source_reference": row["file"],
            "exhibit": "statement",
            "said_date": row["stated_date"],
            "known_from": dt.datetime(2025, 5, 7, 3, 59, 59),
            "known_from_basis": "stated_date_end",
        }
        for row in calls()
    ]
    return [*read, *heard]


def _known(row: Row) -> Row:
    return {**row, "known_from": row["accepted_at"], "known_from_basis": "accepted"}
