"""technology_statements: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest

from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS, RAW_TECHNOLOGY_STATEMENTS
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources.company_statements.source import SOURCE as FIGURES
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.statement_files import StatementsFile, statements_files
from pipelines.sources.technology_statements.source import SOURCE, parse
from pipelines.storage import tables

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY = load_registry(PACKAGE_DIR / "registry")
TODAY = dt.date(2026, 11, 26)
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


def body(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(GOOD))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def said_of(**cells: str) -> str:
    file = StatementsFile("own/calls.csv", body({**GOOD, **cells}, GOOD))
    parsed = parse([file], REGISTRY, TODAY)
    assert parsed.frame["mentions"].to_list() == [5], "the row beside it publishes"
    [reason] = parsed.quarantined["reason"]
    assert reason.startswith("own/calls.csv line 2, column ")
    return str(reason)


def test_a_row_is_read_with_its_citation() -> None:
    [row] = parse([StatementsFile("own/calls.csv", body(GOOD))], REGISTRY, TODAY).frame.to_dicts()
    assert row == {
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
        "file": "own/calls.csv:2",
    }


def test_a_transcript_that_says_the_wrong_quarter_in_its_title_is_refused() -> None:
    """Credo's year ends about the last of April: by March 2026 its third quarter was over."""
    assert said_of(document="Earnings call, Q4 FY2026") == (
        "own/calls.csv line 2, column document: says Q4 FY2026, and the quarter of CRDO that was "
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
        ("accession", "123", "'123' is none: write it with dashes or leave it empty"),
        ("url", "example.org", "'example.org' is not an address: write it with https://"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_and_the_rest_publishes(
    column: str, cell: str, sentence: str
) -> None:
    said = said_of(**{column: cell})
    assert f"column {column}" in said
    assert sentence in said


def test_a_cell_beyond_the_header_is_named() -> None:
    broken = body(GOOD).rstrip() + b",more\n"
    [reason] = parse([StatementsFile("own/c.csv", broken)], REGISTRY, TODAY).quarantined["reason"]
    assert "'more' is in no column" in reason


def test_the_same_row_twice_is_said_and_the_first_stands() -> None:
    parsed = parse([StatementsFile("own/calls.csv", body(GOOD, GOOD))], REGISTRY, TODAY)
    assert parsed.frame.height == 1
    assert "stand in own/calls.csv:2: delete one" in parsed.quarantined["reason"][0]


def test_a_file_without_a_column_is_one_refusal() -> None:
    file = StatementsFile("own/calls.csv", b"company,technology\nCRDO,microled_interconnect\n")
    [refused] = parse([file], REGISTRY, TODAY).quarantined.to_dicts()
    assert refused["is_whole_document"]
    assert "lacks the columns mention_class" in refused["reason"]


def test_files_of_figures_and_of_technologies_lie_in_one_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.statements_dir.mkdir()
    (settings.statements_dir / "calls.csv").write_bytes(body({**GOOD, "mentions": "9"}))
    outcomes = [refresh(source, REGISTRY, settings)[0] for source in (FIGURES, SOURCE)]
    # The row ships with the project, too.
    assert [each.quarantined_items for each in outcomes] == [0, 1]
    assert tables.read(RAW_COMPANY_STATEMENTS, settings).height > 0
    assert tables.read(RAW_TECHNOLOGY_STATEMENTS, settings).height > 50
    assert refresh(SOURCE, REGISTRY, settings)[0].status == "unchanged"


def test_every_shipped_row_is_used() -> None:
    [file] = [
        each
        for each in statements_files(Settings())
        if each.is_shipped and each.name.endswith("technologies.csv")
    ]
    parsed = parse([file], REGISTRY, TODAY)
    assert parsed.quarantined.is_empty()
    assert parsed.frame.height == file.body.count(b"\n") - 1
