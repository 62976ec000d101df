"""The step for one unpartitioned table: each document keeps its own last good rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.archive.errors import RetriesExhausted
from pipelines.archive.store import Archive
from pipelines.contracts.raw import RAW_FX_RATES, RAW_QUARANTINE, RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.registry import Registry
from pipelines.settings import Settings
from pipelines.sources.base import Contents, FilesSource, UnpartitionedSource
from pipelines.sources.document import Parsed, Refusal, quarantine_rows
from pipelines.sources.fx_rates.source import SOURCE as FX
from pipelines.sources.refresh.engine import Outcome, refresh, refresh_through
from pipelines.sources.taiwan_monthly_revenue.source import SOURCE as TAIWAN
from pipelines.storage import tables
from tests.support.api_bodies import registry
from tests.support.whole_bodies import (
    Shelf,
    as_json,
    ecb_body,
    h10_body,
    report,
    settings_in,
    taiwan_registry,
    tsmc,
)

HISTORY = ["first_body", "last_body", "is_in_newest_body"]
ECB = ecb_body(["Date,USD,JPY,", "2025-01-03,1.03,162.5,", "2025-01-02,1.02,161.5,"])


def h10(rate: str = "32.5") -> bytes:
    return h10_body({"RXI_N.B.TA": [rate]}, ["2025-01-02"])


class Desk:
    """An installation whose documents lie on a shelf."""

    def __init__(self, directory: Path) -> None:
        self.settings = settings_in(directory)
        self.shelf = Shelf(Archive(self.settings.archive_dir))
        self.fx = registry(tsmc())

    def refresh(self, source: UnpartitionedSource, chosen: Registry) -> Outcome:
        [outcome] = refresh_through(self.shelf, source, chosen, self.settings)
        return outcome

    def rates(self) -> dict[tuple[str, str], str]:
        frame = tables.read(RAW_FX_RATES, self.settings)
        newest = frame.sort("rate_date").group_by("source", "currency").last()
        rates = newest.select("source", "currency", "rate").iter_rows()
        return {(source, currency): str(rate.normalize()) for source, currency, rate in rates}

    def quarantine(self) -> list[tuple[str, str]]:
        frame = tables.read(RAW_QUARANTINE, self.settings)
        return list(frame.select("item", "reason").iter_rows())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_table_is_written_once_and_then_unchanged(desk: Desk) -> None:
    desk.shelf.documents = {"fed_h10": h10(), "ecb": ECB}
    first = desk.refresh(FX, desk.fx)
    path = RAW_FX_RATES.directory(desk.settings) / "fx_rates.parquet"
    before = path.stat().st_mtime_ns
    second = desk.refresh(FX, desk.fx)
    assert (first.status, second.status) == ("new", "unchanged")
    assert first.rows == second.rows == 5
    assert path.stat().st_mtime_ns == before
    assert replace(second, status="new") == first


def test_a_refused_document_keeps_its_own_rows_and_the_others_go_on(desk: Desk) -> None:
    desk.shelf.documents = {"fed_h10": h10("32.5"), "ecb": ECB}
    desk.refresh(FX, desk.fx)
    newer = ecb_body(["Date,USD,JPY,", "2025-01-06,1.04,163.5,"])
    desk.shelf.documents = {"fed_h10": b"<html>blocked</html>", "ecb": newer}
    outcome = desk.refresh(FX, desk.fx)
    assert outcome.status == "quarantined"
    assert "HTML" in outcome.sentence
    assert desk.rates()["fed_h10", "TWD"] == "32.5"
    assert desk.rates()["ecb", "JPY"] == "163.5"
    assert ("fed_h10", outcome.sentence) in desk.quarantine()


def test_a_document_that_does_not_come_is_spoken_for_by_the_archive(desk: Desk) -> None:
    desk.shelf.documents = {"fed_h10": h10(), "ecb": ECB}
    desk.refresh(FX, desk.fx)
    desk.shelf.documents["ecb"] = RetriesExhausted("ecb: cannot be reached")
    outcome = desk.refresh(FX, desk.fx)
    assert (outcome.status, outcome.rows) == ("quarantined", 5)
    assert ("ecb", "ecb: cannot be reached") in desk.quarantine()
    desk.shelf.documents["ecb"] = ECB
    assert desk.refresh(FX, desk.fx).status == "new"
    assert "ecb" not in dict(desk.quarantine())


def test_a_damaged_body_is_asked_for_anew_once(desk: Desk) -> None:
    desk.shelf.documents = {"fed_h10": h10(), "ecb": b"PK not a zip"}
    desk.refresh(FX, desk.fx)
    desk.shelf.asked.clear()
    desk.refresh(FX, desk.fx)
    assert [(each.key, each.is_fresh) for each in desk.shelf.asked] == [
        ("fed_h10", False),
        ("ecb", False),
        ("ecb", True),
    ]


def test_nothing_usable_leaves_the_table_as_it_is(desk: Desk) -> None:
    desk.shelf.documents = {"fed_h10": h10(), "ecb": ECB}
    desk.refresh(FX, desk.fx)
    path = RAW_FX_RATES.directory(desk.settings) / "fx_rates.parquet"
    before = path.read_bytes()
    for file in desk.settings.archive_dir.glob("objects/*/*.zst"):
        file.unlink()
    desk.shelf.documents = {key: RetriesExhausted("no network") for key in ("fed_h10", "ecb")}
    outcome = desk.refresh(FX, desk.fx)
    assert (outcome.status, outcome.rows) == ("quarantined", 5)
    assert path.read_bytes() == before
    assert {item for item, _ in desk.quarantine()} == {"fed_h10", "ecb"}


def test_nothing_recorded_is_an_answer_and_no_fault(desk: Desk) -> None:
    outcome = desk.refresh(FX, desk.fx)
    assert outcome == Outcome("-", "not_recorded")
    assert desk.quarantine() == []


def test_every_archived_month_stays(desk: Desk) -> None:
    chosen = taiwan_registry()
    desk.shelf.documents = {"twse": as_json(report(month="11401", date="1140210"))}
    desk.refresh(TAIWAN, chosen)
    desk.shelf.documents = {"twse": as_json(report())}
    desk.refresh(TAIWAN, chosen)
    frame = tables.read(RAW_TAIWAN_MONTHLY_REVENUE, desk.settings)
    assert frame["report_month"].dt.strftime("%Y-%m").unique().sort().to_list() == [
        "2025-01",
        "2025-02",
    ]


def test_an_older_body_that_cannot_be_used_is_an_item_and_no_lasting_fault(desk: Desk) -> None:
    chosen = taiwan_registry()
    desk.shelf.documents = {"twse": b"[]"}
    assert desk.refresh(TAIWAN, chosen).status == "quarantined"
    desk.shelf.documents = {"twse": as_json(report())}
    first = desk.refresh(TAIWAN, chosen)
    assert (first.status, first.rows, first.quarantined_items) == ("new", 3, 1)
    assert "body of 2026-07-" in desk.quarantine()[0][0]
    assert desk.refresh(TAIWAN, chosen).status == "unchanged"


def test_the_recorded_months_belong_to_a_live_run(tmp_path: Path) -> None:
    directory = tmp_path / "recorded" / TAIWAN.name
    directory.mkdir(parents=True)
    (directory / "twse_2025-01.csv").write_text(
        "security_code,statement,thousand_twd,report_date\n2330,current,293288038,2025-02-17\n"
    )
    settings = settings_in(tmp_path, live=True)
    shelf = Shelf(Archive(settings.archive_dir), {"twse": as_json(report())})
    refresh_through(shelf, TAIWAN, taiwan_registry(), settings)
    frame = tables.read(RAW_TAIWAN_MONTHLY_REVENUE, settings)
    assert frame.filter(pl.col("statement") == "current").height == 2
    assert [each.key for each in shelf.asked] == ["twse", "tpex"]


def test_local_files_are_written_by_the_same_rules(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    refused = quarantine_rows("files", "-", [Refusal("rows.csv:2", "rows.csv:2: no amount")])
    parsed = Parsed(RAW_TAIWAN_MONTHLY_REVENUE.empty(), refused)
    written = read_files(parsed, settings)
    assert (written.status, written.quarantined_items) == ("new", 1)
    again = read_files(parsed, settings)
    assert (again.status, again.quarantined_items) == ("unchanged", 1)
    assert read_files(parsed, settings, digest="another").status == "new"


def read_files(parsed: Parsed, settings: Settings, digest: str = "a digest") -> Outcome:
    source = FilesSource(
        name="files",
        table=RAW_TAIWAN_MONTHLY_REVENUE,
        period="month",
        read=lambda *_: Contents((digest,), lambda: parsed),
    )
    [outcome] = refresh(source, taiwan_registry(), settings)
    return outcome


def test_a_key_that_lies_in_the_rows_twice_is_a_defect(tmp_path: Path) -> None:
    row = {
        "source": "ecb",
        "currency": "JPY",
        "base_currency": "EUR",
        "quote_currency": "JPY",
        "frequency": "day",
    }
    frame = pl.DataFrame([row, row]).with_columns(
        rate_date=pl.date(2025, 1, 2), rate=pl.lit("160").cast(pl.Decimal(38, 10))
    )
    desk = Desk(tmp_path)
    desk.shelf.documents = {"ecb": ECB}
    with pytest.raises(ValueError, match="twice"):
        desk.refresh(replace(FX, parse=lambda *_: Parsed(frame, RAW_QUARANTINE.empty())), desk.fx)


def test_a_body_with_less_takes_no_rate_away_and_a_wrong_one_is_refused(desk: Desk) -> None:
    days = [f"2025-01-{day:02d}" for day in (6, 3, 2)]
    whole_history = [f"{day},1.0{place},16{place}.5," for place, day in enumerate(days)]
    desk.shelf.documents = {"fed_h10": h10(), "ecb": ecb_body(["Date,USD,JPY,", *whole_history])}
    first = desk.refresh(FX, desk.fx)
    before = tables.read(RAW_FX_RATES, desk.settings).drop(HISTORY)
    desk.shelf.documents["ecb"] = ecb_body(["Date,USD,JPY,", *whole_history[2:]])
    assert (desk.refresh(FX, desk.fx).status, desk.refresh(FX, desk.fx).rows) == ("new", first.rows)
    table = tables.read(RAW_FX_RATES, desk.settings)
    assert table.drop(HISTORY).equals(before)
    lacking = table.filter(~pl.col("is_in_newest_body"))
    assert [str(day) for day in lacking["rate_date"].unique().sort()] == days[1::-1]
    # Upside down: each rate is another one.
    turned = [f"{day},0.9{place},0.0061," for place, day in enumerate(days)]
    desk.shelf.documents["ecb"] = ecb_body(["Date,USD,JPY,", *turned])
    outcome = desk.refresh(FX, desk.fx)
    assert (outcome.status, outcome.rows) == ("quarantined", first.rows)
    assert "figures another value than the earlier bodies" in outcome.sentence
    assert tables.read(RAW_FX_RATES, desk.settings).equals(table)


@pytest.mark.parametrize("source", [FX, TAIWAN], ids=lambda source: source.name)
def test_the_archive_alone_restores_the_table(desk: Desk, source: UnpartitionedSource) -> None:
    chosen = desk.fx if source is FX else taiwan_registry()
    days = [
        {"fed_h10": h10(), "ecb": ECB, "twse": as_json(report(month="11401", date="1140210"))},
        {"ecb": ecb_body(["Date,USD,JPY,", "2025-01-06,1.04,163.5,"]), "twse": as_json(report())},
        {"ecb": b"<html>", "twse": as_json(report(date="1140318"))},
        {"ecb": ECB, "twse": as_json(report(amounts=("1", "2", "3"), date="1140319"))},
    ]
    table = source.table
    path = table.directory(desk.settings) / f"{table.name}.parquet"
    for documents in days:
        desk.shelf.documents |= documents
        desk.refresh(source, chosen)
        written = tables.read(table, desk.settings)
        path.unlink()
        desk.refresh(source, chosen)
        assert tables.read(table, desk.settings).equals(written)
    assert written["first_body"].n_unique() > 1
