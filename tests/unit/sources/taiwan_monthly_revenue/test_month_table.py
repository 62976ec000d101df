"""Tables of months are recorded a file a year, and contradict nothing that is recorded."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.archive import recorded
from pipelines.sources.recording.documents import RecordSummary, record
from pipelines.sources.taiwan_monthly_revenue import replay
from pipelines.sources.taiwan_monthly_revenue.month_table import COLUMNS
from tests.support.whole_bodies import as_csv, report, taiwan_registry

GOOD = ("twse,2025-03,2330,current,7,,", "twse,2025-04,2330,current,8,2025-05-09,medium")


class Desk:
    """A table of months, and a folder to record into."""

    def __init__(self, directory: Path) -> None:
        self.table = directory / "months.csv"
        self.out = directory / "recorded"

    def record(self, *rows: str) -> RecordSummary:
        self.table.write_text("\n".join((",".join(COLUMNS), *rows, "")))
        return record([self.table], taiwan_registry(), self.out)

    def rows(self, key: str) -> list[list[str]]:
        with replay.path(self.out, key).open(newline="") as file:
            return list(csv.reader(file))[1:]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_table_becomes_a_file_for_each_exchange_and_year(desk: Desk) -> None:
    others = ("twse,2024-12,2330,current,6,,", "tpex,2025-03,3324,current,5,,")
    summary = desk.record(*GOOD, *others, "twse,2025-03,9999,current,1,,")
    assert summary.is_whole
    assert summary.lines() == [
        "taiwan_monthly_revenue tpex_2025: 1 rows",
        "taiwan_monthly_revenue twse_2024: 1 rows",
        "taiwan_monthly_revenue twse_2025: 2 rows",
    ]
    assert desk.rows("twse_2025") == [
        ["2025-03", "2330", "current", "7", "", ""],
        ["2025-04", "2330", "current", "8", "2025-05-09", "medium"],
    ]


def test_a_second_table_adds_and_changes_nothing(desk: Desk) -> None:
    desk.record(GOOD[1])
    assert desk.record(GOOD[0]).is_whole
    assert [row[0] for row in desk.rows("twse_2025")] == ["2025-03", "2025-04"]


def test_what_a_recorded_report_states_stands_there(desk: Desk, tmp_path: Path) -> None:
    published = tmp_path / "twse_2025-02.csv"
    published.write_bytes(as_csv(report()))
    record([published], taiwan_registry(), desk.out)
    assert desk.record("twse,2025-02,2330,current,260008796,,", GOOD[0]).is_whole
    assert [row[0] for row in desk.rows("twse_2025")] == ["2025-03"]
    [(_, said)] = desk.record("twse,2025-02,2330,current,1,,").skipped
    assert "in the report of 2025-02, and twse_2025-02.csv says 260008796" in said


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("twse,2025-03,2330,current,9,,", "says 9 thousand TWD as current of 2330 in the report"),
        ("nyse,2025-05,2330,current,9,,", "line 4: 'nyse' is not a market of a table of months"),
        ("twse,2025-13,2330,current,9,,", "'2025-13' is not a month"),
        ("twse,2025-05,2330,current,1.5,,", "'1.5' is not a thousand_twd"),
        ("twse,2025-05,2330,own,9,,", "'own' is not a statement"),
        ("twse,2025-05,2330,current,9,,sure", "'sure' is not a confidence"),
        ("twse,2025-05,2330,current,9,2025-05-31,", "is not a day after the end of 2025-05"),
        ("twse,2025-05,2330,current,9,2025-06-31,", "2025-06-31 is not a day"),
        ("twse,2025-05,2330,current,9,,,5", "line 4 has more cells than the 7 columns"),
        ('twse,2025-05,"2330"x,current,9,,', "the table cannot be read (',' expected after"),
        ('twse,2025-05,"2330,current,9,,', "the table cannot be read (unexpected end of data)"),
        (f"twse,2025-05,{'2' * 140_000},current,9,,", "the table cannot be read (field larger"),
    ],
)
def test_a_table_with_a_bad_row_is_not_recorded(desk: Desk, row: str, sentence: str) -> None:
    [(path, said)] = desk.record(*GOOD, row).skipped
    assert path == desk.table
    assert sentence in said
    assert "\n" not in said
    assert recorded.recorded_names(desk.out, replay.NAME) == []


def test_a_table_about_nobody_is_named(desk: Desk) -> None:
    [(_, said)] = desk.record("twse,2025-05,9999,current,9,,").skipped
    assert "about no security of the registry" in said


def test_a_table_in_another_encoding_is_a_sentence(desk: Desk) -> None:
    desk.table.write_bytes(f"{','.join(COLUMNS)}\n{GOOD[0]}\u00e9\n".encode("latin-1"))
    [(_, said)] = record([desk.table], taiwan_registry(), desk.out).skipped
    assert "the table cannot be read ('utf-8' codec can't decode" in said
