"""Recording the monthly reports of Taiwan's exchanges."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.archive import recorded
from pipelines.sources.recording.documents import RecordSummary, record
from pipelines.sources.taiwan_monthly_revenue import replay
from tests.support.whole_bodies import as_big5_tabs, as_csv, as_json, report, taiwan_registry

ROWS = [
    {
        "security_code": "2330",
        "statement": statement,
        "thousand_twd": amount,
        "report_date": "2025-03-17",
    }
    for statement, amount in (
        ("current", "260008796"),
        ("prior_month", "293288038"),
        ("prior_year", "181648270"),
    )
]


class Desk:
    """A folder of reports, and one to record into."""

    def __init__(self, directory: Path) -> None:
        self.documents = directory / "documents"
        self.out = directory / "recorded"
        self.documents.mkdir()

    def record(self, body: bytes, name: str = "twse_2025-02.csv") -> RecordSummary:
        (self.documents / name).write_bytes(body)
        return record([self.documents / name], taiwan_registry(), self.out)

    def rows(self, key: str = "twse_2025-02") -> list[dict[str, str]]:
        with replay.path(self.out, key).open(newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (as_csv, "twse_2025-02.csv"),
        (as_json, "t187ap05_L.json"),
        (as_big5_tabs, "t187ap05_L_11402.CSV"),
        (as_csv, "a name that says nothing.csv"),
    ],
)
def test_a_report_is_recorded_as_its_exchange_and_month(  # type: ignore[no-untyped-def]
    desk: Desk, form, name: str
) -> None:
    summary = desk.record(form(report(), report(code="9999")), name)
    assert summary.lines() == ["taiwan_monthly_revenue twse_2025-02: 3 rows"]
    assert summary.is_whole
    assert desk.rows() == ROWS


def test_what_is_recorded_replays_as_the_same_report(desk: Desk) -> None:
    desk.record(as_csv(report()))
    body = recorded.render(desk.out, replay.NAME, "twse_2025-02", replay.REPLAY)
    desk.record(body, "twse.json")
    assert desk.rows() == ROWS


def test_a_report_of_both_exchanges_needs_a_name(desk: Desk) -> None:
    both = as_csv(report(), report(code="3324"))
    assert "name the file twse_" in desk.record(both, "monthly.csv").skipped[0][1]
    assert desk.record(both, "tpex_2025-02.csv").is_whole
    assert {row["security_code"] for row in desk.rows("tpex_2025-02")} == {"2330", "3324"}


def test_a_report_is_of_the_exchange_of_its_month(desk: Desk) -> None:
    desk.record(as_csv(report(code="3324")), "monthly.csv")
    assert {row["security_code"] for row in desk.rows("tpex_2025-02")} == {"3324"}


def test_the_first_day_of_a_report_counts(desk: Desk) -> None:
    desk.record(as_csv(report(date="1140320")))
    desk.record(as_csv(report(date="1140317")))
    desk.record(as_csv(report(date="1140401")))
    assert desk.rows() == ROWS


def test_another_figure_for_a_recorded_month_is_refused(desk: Desk) -> None:
    desk.record(as_csv(report()))
    summary = desk.record(as_csv(report(amounts=("1", "2", "3"))))
    [(_, said)] = summary.skipped
    assert "says 3 thousand TWD as prior_year of 2330, 181648270 is recorded" in said
    assert desk.rows() == ROWS


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (as_csv(report(code="9999")), "about no security of the registry"),
        (b"company,line,rounding,entered_date\n", "data/statements/"),
        (b'"Series Description","x"\n', "exchange rates"),
        (b"Date,USD,JPY\n", "exchange rates"),
        (b"a,b\n1,2\n", "it is another report"),
        (b"", "is empty"),
        (b"[", "cut off"),
    ],
)
def test_what_is_no_such_report_is_named(desk: Desk, body: bytes, sentence: str) -> None:
    summary = desk.record(body)
    [(path, said)] = summary.skipped
    assert path == desk.documents / "twse_2025-02.csv"
    assert sentence in said
    assert not summary.is_whole


def test_a_row_that_cannot_be_used_is_told(desk: Desk) -> None:
    summary = desk.record(as_csv(report(amounts=("many", "2", "3"))))
    assert "'many' is not a whole number" in summary.refused[0][1]
    assert "no row of a registered security" in summary.skipped[0][1]
    assert not summary.is_whole
