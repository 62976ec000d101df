"""The exchanges' reports over time: each shows one month, so every archived month stays."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.archive.store import Archive
from pipelines.sources.refresh.engine import refresh_through
from pipelines.sources.taiwan_monthly_revenue.source import SOURCE as TAIWAN
from pipelines.storage import tables
from tests.support.fetch_desk import Desk, Shelf, assert_restored_by_the_archive
from tests.support.whole_bodies import as_json, report, settings_in, taiwan_registry


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.registry = taiwan_registry()
    return made


def test_every_archived_month_stays(desk: Desk) -> None:
    desk.shelf.documents = {"twse": as_json(report(month="11401", date="1140210"))}
    desk.refresh(TAIWAN)
    desk.shelf.documents = {"twse": as_json(report())}
    desk.refresh(TAIWAN)
    frame = desk.rows(TAIWAN.table)
    assert frame["report_month"].dt.strftime("%Y-%m").unique().sort().to_list() == [
        "2025-01",
        "2025-02",
    ]


def test_an_older_body_that_cannot_be_used_is_an_item_and_no_lasting_fault(desk: Desk) -> None:
    desk.shelf.documents = {"twse": b"[]"}
    assert desk.refresh(TAIWAN).status == "quarantined"
    desk.shelf.documents = {"twse": as_json(report())}
    first = desk.refresh(TAIWAN)
    assert (first.status, first.rows, first.quarantined_items) == ("new", 3, 1)
    assert "body of 2026-07-" in str(desk.quarantine()[0]["item"])
    assert desk.refresh(TAIWAN).status == "unchanged"


def test_the_recorded_months_belong_to_a_live_run(tmp_path: Path) -> None:
    directory = tmp_path / "recorded" / TAIWAN.name
    directory.mkdir(parents=True)
    (directory / "twse_2025-01.csv").write_text(
        "security_code,statement,thousand_twd,report_date\n2330,current,293288038,2025-02-17\n"
    )
    settings = settings_in(tmp_path, live=True)
    shelf = Shelf(Archive(settings.archive_dir), {"twse": as_json(report())})
    refresh_through(shelf, TAIWAN, taiwan_registry(), settings)
    frame = tables.read(TAIWAN.table, settings)
    assert frame.filter(pl.col("statement") == "current").height == 2
    assert [each.key for each in shelf.asked] == ["twse", "tpex"]


def test_the_archive_alone_restores_the_table(desk: Desk) -> None:
    days = [
        as_json(report(month="11401", date="1140210")),
        as_json(report()),
        as_json(report(date="1140318")),
        as_json(report(amounts=("1", "2", "3"), date="1140319")),
    ]
    assert_restored_by_the_archive(desk, TAIWAN, [{"twse": body} for body in days])
