"""What holds for every kind of rows that people enter, on the first row that ships of each."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.settings import Settings
from pipelines.sources.discovery import sources
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.statement_files import BEYOND, StatementsFile, statements_files
from pipelines.sources.statement_source import StatementsSource, is_of
from pipelines.storage import tables
from tests.support.entered_rows import REGISTRY, EnteredRows, body

if TYPE_CHECKING:
    from pathlib import Path

KINDS = [each for each in sources() if isinstance(each, StatementsSource)]
NAMES = [each.name for each in KINDS]


def shipped(source: StatementsSource) -> list[StatementsFile]:
    """The files of a source that ship with the project."""
    files = statements_files(Settings())
    return [each for each in files if each.is_shipped and is_of(source.kind, each)]


@pytest.fixture(params=KINDS, ids=NAMES)
def entered(request: pytest.FixtureRequest) -> EnteredRows:
    """Each kind, with its first row that ships."""
    source: StatementsSource = request.param
    first = shipped(source)[0].body.decode()
    return EnteredRows(source, next(csv.DictReader(io.StringIO(first))))


def test_every_row_that_ships_is_used(entered: EnteredRows) -> None:
    files = shipped(entered.source)
    parsed = entered.read(*files)
    assert parsed.quarantined["reason"].to_list() == []
    rows = [row for file in files for row in csv.DictReader(io.StringIO(file.body.decode()))]
    assert parsed.frame.height == len(rows) > 0
    assert parsed.frame.schema == entered.source.table.polars_schema


def test_the_same_row_twice_is_said_and_the_first_stands(entered: EnteredRows) -> None:
    parsed = entered.parse(entered.good, entered.good)
    assert parsed.frame["file"].to_list() == ["own/mine.csv:2"]
    assert parsed.quarantined["reason"].to_list() == [
        f"own/mine.csv line 3, column document: the same {entered.source.kind.repeated} stand in "
        "own/mine.csv:2: delete one of the two rows"
    ]


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("confidence", "sure", "'sure' is not one of high, medium, low"),
        ("confidence", "", "is empty: every "),
        ("document", "", "is empty: every "),
        ("entered_date", "", "is empty: every "),
        ("entered_date", "26.11.2026", "'26.11.2026' is not a valid date: write it as 2026-03-31"),
        ("entered_date", "2026-11-27", "2026-11-27 is in the future: today is 2026-11-26 (UTC)"),
        ("url", "example.org", "'example.org' is not an address: write it with https://"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_and_the_rest_publishes(
    entered: EnteredRows, column: str, cell: str, sentence: str
) -> None:
    assert f"column {column}: {sentence}" in entered.said_of(**{column: cell})


def test_what_stands_in_no_column_is_named(entered: EnteredRows) -> None:
    broken = body(entered.good).rstrip() + b",more\n"
    [reason] = entered.read(StatementsFile("own/c.csv", broken)).quarantined["reason"]
    assert "column (none): 'more' is in no column: quote a cell that holds a comma" in reason
    assert BEYOND not in entered.good


def test_a_file_without_a_column_is_one_refusal(entered: EnteredRows) -> None:
    without = [name for name in entered.good if name != "document"]
    file = StatementsFile("own/mine.csv", body(entered.good, header=without))
    parsed = entered.read(file)
    assert parsed.frame.is_empty()
    [refused] = parsed.quarantined.to_dicts()
    assert refused["is_whole_document"]
    assert refused["company_id"] == "-"
    assert refused["reason"].startswith("own/mine.csv first line: lacks the columns document")


def test_files_of_all_kinds_lie_in_one_folder(tmp_path: Path) -> None:
    """Every kind reads its own rows and none of another's."""
    settings = Settings(data_dir=tmp_path)
    settings.statements_dir.mkdir()
    outcomes = [refresh(source, REGISTRY, settings)[0] for source in KINDS]
    heights = {each.name: tables.read(each.table, settings).height for each in KINDS}
    assert [each.rows for each in outcomes] == list(heights.values())
    for source in KINDS:
        file = shipped(source)[0]
        (settings.statements_dir / f"{source.name}.csv").write_bytes(file.body)
    again = [refresh(source, REGISTRY, settings)[0] for source in KINDS]
    assert {each.name: tables.read(each.table, settings).height for each in KINDS} == heights
    refused = pl.concat(
        [tables.read(RAW_QUARANTINE, settings).filter(source=name) for name in NAMES]
    )
    # What ships stands already, so that every row of a copy is refused and none is misread.
    assert refused["reason"].str.contains("stand in shipped/").all()
    copied = [shipped(source)[0].body.decode() for source in KINDS]
    counts = [sum(1 for _ in csv.DictReader(io.StringIO(each))) for each in copied]
    assert [each.quarantined_items for each in again] == counts
    assert [refresh(source, REGISTRY, settings)[0].status for source in KINDS] == [
        "unchanged"
    ] * len(KINDS)


def test_a_file_in_utf_16_is_read(tmp_path: Path) -> None:
    """Notepad and spreadsheets save so; one that is cut off is named as what it is."""
    settings = Settings(data_dir=tmp_path)
    settings.statements_dir.mkdir()
    (settings.statements_dir / "a.csv").write_bytes("scale,model\r\n".encode("utf-16"))
    (settings.statements_dir / "b.csv").write_bytes("scale".encode("utf-16")[:-1])
    own = {file.name: file for file in statements_files(settings) if not file.is_shipped}
    assert own["own/a.csv"].body == b"scale,model\r\n"
    assert own["own/b.csv"].unreadable.startswith("begins as a file in UTF-16 does and is not one")


def test_a_file_is_of_one_kind() -> None:
    for file in statements_files(Settings()):
        assert sum(is_of(source.kind, file) for source in KINDS) == 1, file.name
    assert len({source.kind.mark for source in KINDS}) == len(KINDS)
