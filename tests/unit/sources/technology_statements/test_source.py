"""technology_statements: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.sources.technology_statements.source import SOURCE
from tests.support.entered_rows import EnteredRows

GOOD = {
    "company": "CRDO",
    "technology": "microled_interconnect",
    "mention_class": "affirmative",
    "mentions": "5",
    "document": "Earnings call, Q3 FY2026",
    "accession": "",
    "url": "",
    "stated_date": "2026-03-02",
    "read_at": "a copy of the transcript",
    "entered_date": "2026-11-26",
    "confidence": "medium",
}


ROWS = EnteredRows(SOURCE, GOOD)
said_of = ROWS.said_of


def test_a_row_is_read_with_its_citation() -> None:
    assert ROWS.row() == {
        "company_id": "CRDO",
        "technology_id": "microled_interconnect",
        "mention_class": "affirmative",
        "mentions": 5,
        "document": "Earnings call, Q3 FY2026",
        "accession": None,
        "url": None,
        "stated_date": dt.date(2026, 3, 2),
        "read_at": "a copy of the transcript",
        "entered_date": dt.date(2026, 11, 26),
        "confidence": "medium",
        "file": "own/mine.csv:2",
    }


def test_a_transcript_that_says_the_wrong_quarter_in_its_title_is_refused() -> None:
    """Credo's year ends about the last of April: by March 2026 its third quarter was over."""
    assert said_of(document="Earnings call, Q4 FY2026") == (
        "own/mine.csv line 2, column document: says Q4 FY2026, and the quarter of CRDO that was "
        "over on 2026-03-02 is Q3 FY2026: correct the title or the day"
    )
    assert "says Q4 FY2026" in said_of(document="FY26 Q4 call")


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("company", "ZZZZ", "'ZZZZ' is not a company_id of registry/companies.yml"),
        ("technology", "steam", "'steam' is not a technology_id of registry/technologies.yml"),
        ("mention_class", "rumour", "is not one of affirmative, conditional, boilerplate"),
        ("mentions", "0", "'0' is not a count: write how many sentences"),
        ("mentions", "", "is empty: every row needs it"),
        ("stated_date", "2.3.2026", "is not a valid date: write it as 2026-03-31"),
        ("stated_date", "2026-11-27", "2026-11-27 is in the future: today is 2026-11-26 (UTC)"),
        ("entered_date", "2026-03-01", "2026-03-01 is before stated_date 2026-03-02"),
        ("confidence", "sure", "'sure' is not one of high, medium, low"),
        (
            "accession",
            "123",
            "'123' is not an accession number: write it with dashes or leave it empty",
        ),
        ("url", "example.org", "'example.org' is not an address: write it with https://"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_and_the_rest_publishes(
    column: str, cell: str, sentence: str
) -> None:
    said = said_of(**{column: cell})
    assert f"column {column}" in said
    assert sentence in said
