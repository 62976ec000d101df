"""The step for one unpartitioned table: each document keeps its own last good rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.archive.errors import RetriesExhausted
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.settings import Settings
from pipelines.sources.base import Contents, FilesSource
from pipelines.sources.document import Parsed, Refusal, quarantine_rows
from pipelines.sources.refresh.engine import Outcome, refresh
from tests.support.api_bodies import registry
from tests.support.fetch_desk import Desk, assert_restored_by_the_archive
from tests.support.made_sources import RATES, RATES_TABLE, rates_body

HISTORY = ["first_body", "last_body", "is_in_newest_body"]
TWO_DAYS = {"USD 2025-01-03": "1.03", "JPY 2025-01-03": "162.5", "USD": "1.02", "JPY": "161.5"}
SOUTH = rates_body(TWO_DAYS)
NORTH = rates_body({"TWD": "32.5"})


def rates(desk: Desk) -> dict[tuple[str, str], str]:
    newest = desk.rows(RATES_TABLE).sort("rate_date").group_by("office", "currency").last()
    said = newest.select("office", "currency", "rate").iter_rows()
    return {(office, currency): str(rate.normalize()) for office, currency, rate in said}


def items(desk: Desk) -> dict[object, object]:
    return {row["item"]: row["reason"] for row in desk.quarantine()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_table_is_written_once_and_then_unchanged(desk: Desk) -> None:
    desk.shelf.documents = {"north": NORTH, "south": SOUTH}
    first = desk.refresh(RATES)
    path = RATES_TABLE.directory(desk.settings) / "made_rates.parquet"
    before = path.stat().st_mtime_ns
    second = desk.refresh(RATES)
    assert (first.status, second.status) == ("new", "unchanged")
    assert first.rows == second.rows == 5
    assert path.stat().st_mtime_ns == before
    assert replace(second, status="new") == first


def test_a_refused_document_keeps_its_own_rows_and_the_others_go_on(desk: Desk) -> None:
    desk.shelf.documents = {"north": NORTH, "south": SOUTH}
    desk.refresh(RATES)
    newer = rates_body({"USD": "1.04", "JPY": "163.5"}, "2025-01-06")
    desk.shelf.documents = {"north": b"<html>blocked</html>", "south": newer}
    outcome = desk.refresh(RATES)
    assert outcome.status == "quarantined"
    assert "HTML" in outcome.sentence
    assert rates(desk)["north", "TWD"] == "32.5"
    assert rates(desk)["south", "JPY"] == "163.5"
    assert items(desk)["north"] == outcome.sentence


def test_a_document_that_does_not_come_is_spoken_for_by_the_archive(desk: Desk) -> None:
    desk.shelf.documents = {"north": NORTH, "south": SOUTH}
    desk.refresh(RATES)
    desk.shelf.documents["south"] = RetriesExhausted("south: cannot be reached")
    outcome = desk.refresh(RATES)
    assert (outcome.status, outcome.rows) == ("quarantined", 5)
    assert items(desk)["south"] == "south: cannot be reached"
    desk.shelf.documents["south"] = SOUTH
    assert desk.refresh(RATES).status == "new"
    assert "south" not in items(desk)


def test_a_damaged_body_is_asked_for_anew_once(desk: Desk) -> None:
    desk.shelf.documents = {"north": NORTH, "south": b"cut off"}
    desk.refresh(RATES)
    desk.shelf.asked.clear()
    desk.refresh(RATES)
    assert [(each.key, each.is_fresh) for each in desk.shelf.asked] == [
        ("north", False),
        ("south", False),
        ("south", True),
    ]


def test_nothing_usable_leaves_the_table_as_it_is(desk: Desk) -> None:
    desk.shelf.documents = {"north": NORTH, "south": SOUTH}
    desk.refresh(RATES)
    path = RATES_TABLE.directory(desk.settings) / "made_rates.parquet"
    before = path.read_bytes()
    for file in desk.settings.archive_dir.glob("objects/*/*.zst"):
        file.unlink()
    desk.shelf.documents = {key: RetriesExhausted("no network") for key in ("north", "south")}
    outcome = desk.refresh(RATES)
    assert (outcome.status, outcome.rows) == ("quarantined", 5)
    assert path.read_bytes() == before
    assert items(desk).keys() == {"north", "south"}


def test_nothing_recorded_is_an_answer_and_no_fault(desk: Desk) -> None:
    outcome = desk.refresh(RATES)
    assert outcome == Outcome("-", "not_recorded")
    assert desk.quarantine() == []


def test_local_files_are_written_by_the_same_rules(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    refused = quarantine_rows("files", "-", [Refusal("rows.csv:2", "rows.csv:2: no amount")])
    parsed = Parsed(RATES_TABLE.empty(), refused)
    written = read_files(parsed, settings)
    assert (written.status, written.quarantined_items) == ("new", 1)
    again = read_files(parsed, settings)
    assert (again.status, again.quarantined_items) == ("unchanged", 1)
    assert read_files(parsed, settings, digest="another").status == "new"


def read_files(parsed: Parsed, settings: Settings, digest: str = "a digest") -> Outcome:
    source = FilesSource(
        name="files",
        table=RATES_TABLE,
        period="rate_date",
        read=lambda *_: Contents((digest,), lambda: parsed),
    )
    [outcome] = refresh(source, registry(), settings)
    return outcome


def test_a_key_that_lies_in_the_rows_twice_is_a_defect(tmp_path: Path) -> None:
    row = {"office": "south", "currency": "JPY"}
    frame = pl.DataFrame([row, row]).with_columns(
        rate_date=pl.date(2025, 1, 2), rate=pl.lit("160").cast(pl.Decimal(38, 10))
    )
    desk = Desk(tmp_path)
    desk.shelf.documents = {"south": SOUTH}
    with pytest.raises(ValueError, match="twice"):
        desk.refresh(replace(RATES, parse=lambda *_: Parsed(frame, RAW_QUARANTINE.empty())))


def test_a_body_with_less_takes_no_rate_away_and_a_wrong_one_is_refused(desk: Desk) -> None:
    days = [f"2025-01-{day:02d}" for day in (6, 3, 2)]
    whole_history = [
        {f"USD {day}": f"1.0{place}", f"JPY {day}": f"16{place}.5"}
        for place, day in enumerate(days)
    ]
    whole = rates_body({name: rate for each in whole_history for name, rate in each.items()})
    desk.shelf.documents = {"north": NORTH, "south": whole}
    first = desk.refresh(RATES)
    before = desk.rows(RATES_TABLE).drop(HISTORY)
    desk.shelf.documents["south"] = rates_body(whole_history[2])
    assert (desk.refresh(RATES).status, desk.refresh(RATES).rows) == ("new", first.rows)
    table = desk.rows(RATES_TABLE)
    assert table.drop(HISTORY).equals(before)
    lacking = table.filter(~pl.col("is_in_newest_body"))
    assert [str(day) for day in lacking["rate_date"].unique().sort()] == days[1::-1]
    # Upside down: each rate is another one.
    turned = {
        f"{name} {day}": rate for day in days for name, rate in (("USD", "0.9"), ("JPY", "0.0061"))
    }
    desk.shelf.documents["south"] = rates_body(turned)
    outcome = desk.refresh(RATES)
    assert (outcome.status, outcome.rows) == ("quarantined", first.rows)
    assert "figures another value than the earlier bodies" in outcome.sentence
    assert desk.rows(RATES_TABLE).equals(table)


def test_the_archive_alone_restores_the_table(desk: Desk) -> None:
    days: list[dict[str, bytes | Exception]] = [
        {"north": NORTH, "south": SOUTH},
        {"south": rates_body({"USD": "1.04", "JPY": "163.5"}, "2025-01-06")},
        {"south": b"<html>"},
        {"south": SOUTH},
    ]
    assert_restored_by_the_archive(desk, RATES, days)
