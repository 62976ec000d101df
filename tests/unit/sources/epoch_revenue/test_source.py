"""Epoch AI's table: which rows are read, what each refusal names, and that the rest is kept."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.archive import recorded
from pipelines.archive.transport import Request
from pipelines.settings import Settings
from pipelines.sources.document import SourceError
from pipelines.sources.epoch_revenue.replay import COLUMNS, KEY, NAME, REPLAY
from pipelines.sources.epoch_revenue.revenue_table import read_reports
from pipelines.sources.epoch_revenue.source import SOURCE, parse_document, requests
from tests.support.suite_world import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = dt.date(2026, 9, 1)
# The columns of the table as it is served.
HEADER = (
    "Id", "Company", "Date", "Annualized revenue (USD)", "Annualized revenue type", "Scope",
    "Revenue amount (normalize to annual)", "Period revenue", "Period type", "Other revenue info",
    "Confidence", "Source 1", "Source 2", "Source 3", "Notes", "Report date", "Source type",
    "Graph note",
)  # fmt: skip
GOOD = {
    "Id": "Alpha in May",
    "Company": "Alpha",
    "Date": "2026-05-31",
    "Annualized revenue (USD)": "47000000000.0",
    "Annualized revenue type": "Annualized run rate",
    "Scope": "Full company",
    "Confidence": "Likely",
    "Source 1": "https://www.example.org/news/alpha",
    "Notes": 'Said "47 billion",\nin a call.',
    "Report date": "2026-06-02",
}


def table(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(*rows: dict[str, str]) -> tuple[list[Any], list[str]]:
    reports, refusals = read_reports(table(*rows), "epoch", {"alpha": "alpha"}, TODAY)
    return reports, [refusal.reason for refusal in refusals]


def test_a_report_is_read_with_its_day_and_cites_its_source_alone() -> None:
    [report], refusals = read(GOOD)
    assert refusals == []
    assert report.revenue_usd == 47_000_000_000
    assert (report.kind, report.confidence) == ("run_rate", "medium")
    assert (report.as_of, report.stated) == (dt.date(2026, 5, 31), dt.date(2026, 6, 2))
    assert report.document == ("Epoch AI, Data on AI Companies (CC BY 4.0), citing www.example.org")


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [
        ("Annual recurring revenue (ARR)", "recurring_revenue"),
        ("Period interpolation", "annualized_period"),
    ],
)
def test_kinds_are_never_mixed(kind: str, read_as: str) -> None:
    [report], _ = read({**GOOD, "Annualized revenue type": kind})
    assert report.kind == read_as


@pytest.mark.parametrize(
    "other",
    [{"Company": "Nobody"}, {"Scope": "Product"}, {"Annualized revenue (USD)": ""}],
    ids=["company", "scope", "amount"],
)
def test_what_is_not_followed_is_not_looked_at(other: dict[str, str]) -> None:
    assert read({**GOOD, **other, "Date": "soon"}) == ([], [])


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"Annualized revenue type": "Bookings"}, "'Bookings' is a type of revenue"),
        ({"Confidence": "Sure"}, "confidence 'Sure' is not known"),
        ({"Date": "0026-05-31"}, "is of 0026-05-31, before any of them sold AI: check the year"),
        ({"Annualized revenue (USD)": "47"}, "is less than a million dollars"),
        ({"Annualized revenue (USD)": "47 billion"}, "'47 billion' is not whole US dollars"),
        (
            {"Annualized revenue (USD)": "-1"},
            "is not above zero, or more than a company makes in a year",
        ),
        (
            {"Annualized revenue (USD)": "1e13"},
            "is not above zero, or more than a company makes in a year",
        ),
        ({"Annualized revenue (USD)": "NaN"}, "not whole US dollars"),
        ({"Date": ""}, "states no day that the figure is of"),
        ({"Date": "2026-13-01"}, "Date '2026-13-01' is not a valid date"),
        ({"Report date": "2026-09-02"}, "Report date 2026-09-02 is in the future"),
        ({"Report date": ""}, "states no day of the report"),
        ({"Report date": "2026-05-01"}, "no report looks ahead"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_alone(wrong: dict[str, str], reason: str) -> None:
    reports, [refusal] = read({**GOOD, **wrong}, {**GOOD, "Id": "other"})
    assert len(reports) == 1
    assert refusal.startswith("epoch: Alpha in May: ")
    assert reason in refusal


def test_a_copy_without_days_says_when_it_held_a_report() -> None:
    body = table(
        {**GOOD, "Report date": "", "Seen date": "12/31/2026"}, header=(*HEADER, "Seen date")
    )
    reports, refusals = read_reports(body, "epoch", {"alpha": "alpha"}, dt.date(2027, 1, 1))
    assert [(each.stated, each.seen) for each in reports] == [(None, dt.date(2026, 12, 31))]
    assert refusals == []


def test_one_report_with_two_values_has_neither() -> None:
    """Said twice alike it stands once."""
    assert len(read(GOOD, GOOD)[0]) == 1
    other = {**GOOD, "Id": "Alpha in June", "Annualized revenue (USD)": "48000000000"}
    reports, [reason] = read(GOOD, {**other, "Id": GOOD["Id"]}, other)
    assert [report.report for report in reports] == ["Alpha in June"]
    assert reason == ("epoch: Alpha in May: stands twice with different values: neither counts")


@pytest.mark.parametrize(
    ("made", "cells"),
    [
        (lambda body: body.replace(b"Likely", b"Likely,more"), 19),
        (lambda body: body.rsplit(b",", 2)[0] + b"\n", 16),
        (lambda body: body.partition(b",2026-05-31")[0] + b",2026", 3),
        (lambda body: body.replace(b"Alpha in May,", b"Alpha in May, and June,"), 19),
    ],
    ids=["a comma that is not quoted", "cut off", "before its amount", "before its company"],
)
def test_a_row_with_other_cells_than_columns_is_refused(
    made: Callable[[bytes], bytes], cells: int
) -> None:
    body = made(table({**GOOD, "Notes": "none"}))
    reports, [refusal] = read_reports(body, "epoch", {"alpha": "alpha"}, TODAY)
    assert reports == []
    assert f"has {cells} cells where the table has 18 columns" in refusal.reason


@pytest.mark.parametrize("more", [("Remarks", "Remarks"), ("", "")], ids=["named", "empty"])
def test_a_column_that_nobody_reads_may_stand_twice(more: tuple[str, str]) -> None:
    """Spreadsheets leave empty headings at the end."""
    heading, row = table({**GOOD, "Notes": "none"}).decode().splitlines()
    body = f"{heading},{','.join(more)}\n{row},a,b\n".encode()
    reports, refusals = read_reports(body, "epoch", {"alpha": "alpha"}, TODAY)
    assert (len(reports), refusals) == (1, [])


def test_a_table_without_days_of_reports_or_with_a_column_twice_is_refused() -> None:
    header = tuple(name for name in HEADER if name != "Report date")
    with pytest.raises(SourceError, match="lacks Report date"):
        read_reports(table(GOOD, header=header), "epoch", {}, TODAY)
    twice = table(GOOD).replace(b"Period revenue", b"Date")
    with pytest.raises(SourceError, match="has Date twice, and nothing says which counts"):
        read_reports(twice, "epoch", {}, TODAY)


def test_two_reports_of_a_day_that_differ_are_both_kept() -> None:
    other = {**GOOD, "Id": "Alpha again", "Annualized revenue (USD)": "50000000000"}
    reports, _ = read(GOOD, GOOD, other)
    assert len({each.document for each in reports}) == len(reports) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"<!doctype html><title>Just a moment</title>", "is HTML"),
        (b"\xff\xfe", "not CSV in UTF-8"),
        (table(GOOD, header=HEADER[:5]), "lacks Scope, Confidence, Source 1"),
    ],
)
def test_a_body_that_is_no_such_table_is_refused_as_a_whole(body: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read_reports(body, "epoch", {}, TODAY)


def test_the_rows_are_those_of_the_table() -> None:
    alpha = REGISTRY.model_companies[0].company_name
    parsed = parse_document(
        table({**GOOD, "Company": alpha.upper()}), Request(NAME, KEY, ""), REGISTRY
    )
    [row] = parsed.frame.to_dicts()
    assert row["annualized_revenue_usd"] == 47_000_000_000
    assert row["file"] == "Alpha in May"
    assert parsed.quarantined.is_empty()
    assert alpha.lower() in SOURCE.parser_inputs(REGISTRY)


def test_the_table_is_asked_for_live_and_replayed_where_it_is_recorded(tmp_path: Path) -> None:
    live = Settings(data_dir=tmp_path, recorded_dir=tmp_path, live=True)
    [asked] = requests(REGISTRY, live)
    assert asked.url == "https://epoch.ai/data/ai_companies_revenue_reports.csv"
    shipped = Settings(data_dir=tmp_path, recorded_dir=tmp_path)
    assert requests(REGISTRY, shipped) == []
    row = ("Alpha in May", "Alpha", "2026-05-31", "47000000000", "Annualized run rate", "Likely",
           "example.org", "", "2026-08-31")  # fmt: skip
    recorded.write_rows(tmp_path / NAME / f"{KEY}.csv", COLUMNS, [row])
    assert [each.key for each in requests(REGISTRY, shipped)] == [KEY]
    body = recorded.render(tmp_path, NAME, KEY, REPLAY)
    [report], refusals = read_reports(body, "epoch", {"alpha": "alpha"}, TODAY)
    assert (report.revenue_usd, report.seen) == (47_000_000_000, dt.date(2026, 8, 31))
    assert refusals == []
