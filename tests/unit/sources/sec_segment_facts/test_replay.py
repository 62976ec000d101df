"""Recorded dimensional facts replay as a filing's folder, and come back as they were."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive import recorded
from pipelines.archive.errors import NotRecorded
from pipelines.archive.recorded import RecordedTransport
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.registry import Registry, load_registry
from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.sec_segment_facts.replay import (
    COLUMNS,
    NAME,
    REPLAY,
    UNPREFIXED,
    document_of,
    path,
    render,
)
from pipelines.sources.sec_segment_facts.source import SOURCE
from pipelines.sources.xbrl import parse_instance, parse_labels
from pipelines.storage.files import StorageError

CIK = 1045810
FILING = "0001045810-24-000029"
AXIS = "srt:ProductOrServiceAxis"


def row(**changes: str) -> dict[str, str]:
    """A good row."""
    return {
        "accession": FILING,
        "form": "10-K",
        "filed": "2024-02-21",
        "document": "nvda-20240128_htm.xml",
        "element_id": "f-1322",
        "fact_order": "7",
        "concept": "us-gaap:Revenues",
        "dimensions": f"{AXIS}=nvda:DataCenterMember",
        "dimension_labels": "Data Center [Member]",
        "unit": "USD",
        "start": "2023-01-30",
        "end": "2024-01-28",
        "value": "47525000000",
        "decimals": "-6",
        **changes,
    }


def replayed(*rows: dict[str, str]) -> list[dict[str, object]]:
    """The facts of the instance that these rows make."""
    index = json.loads(render(rows, CIK, f"{FILING}/index.json") or b"")
    name = index["directory"]["item"][0]["name"]
    assert document_of(name) == (rows[0]["document"] or None)
    body = render(rows, CIK, f"{FILING}/{name}")
    assert body is not None
    facts = parse_instance(body, "it")
    assert facts.refused == []
    return facts.frame.to_dicts()


def test_a_row_comes_back_at_its_place() -> None:
    [fact] = replayed(row())
    assert fact == {
        "document": None,
        "element_id": "f-1322",
        "fact_order": 7,
        "concept": "us-gaap:Revenues",
        "dimensions": f"{AXIS}=nvda:DataCenterMember",
        "unit": "USD",
        "period_start": dt.date(2023, 1, 30),
        "period_end": dt.date(2024, 1, 28),
        "value": Decimal(47_525_000_000),
        "decimals": -6,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"document": ""},
        {"document": "num.txt"},
        {"document": "msft-20150930.xml"},
        {"start": "", "element_id": "", "decimals": ""},
        {"dimensions": "", "dimension_labels": ""},
        {"dimensions": f"srt:ConsolidationItemsAxis=us-gaap:OtherMember;{AXIS}=nvda:A-b.c"},
        {"dimensions": "us-gaap:ExpectedTimingStartDateAxis=2024-01-29"},
        {"dimensions": "us-gaap:SomeAxis=a %25 %3B & <b>"},
        {"unit": "USD/shares", "value": "-0.0001", "decimals": "4"},
        {"unit": "pure", "value": "0.13", "decimals": "2"},
        {"unit": "shares", "value": "1e3"},
        {"unit": "customer"},
    ],
)
def test_every_kind_of_row_comes_back(changes: dict[str, str]) -> None:
    given_row = row(**changes)
    [fact] = replayed(given_row)
    shown = {
        "dimensions": fact["dimensions"],
        "unit": str(fact["unit"]).removeprefix(f"{UNPREFIXED}:"),
        "start": str(fact["period_start"] or ""),
        "element_id": fact["element_id"] or "",
        "decimals": "" if fact["decimals"] is None else str(fact["decimals"]),
    }
    assert shown == {name: given_row[name] for name in shown}
    assert fact["value"] == Decimal(given_row["value"])


def test_members_without_a_prefix_travel_under_one_of_our_own() -> None:
    [fact] = replayed(row(dimensions="BusinessSegments=DataCenter", dimension_labels=""))
    ours = UNPREFIXED
    assert fact["dimensions"] == f"{ours}:BusinessSegments={ours}:DataCenter"


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30, unique=True))
def test_places_survive_what_is_left_out(places: list[int]) -> None:
    rows = [row(fact_order=str(place), value=str(place)) for place in sorted(places)]
    facts = replayed(*rows)
    assert [fact["fact_order"] for fact in facts] == sorted(places)
    assert [fact["value"] for fact in facts] == sorted(places)


def test_labels_come_back_and_are_listed_only_where_there_are_some() -> None:
    rows = [row(dimension_labels="Compute & <Networking>")]
    listed = json.loads(render(rows, CIK, f"{FILING}/index.json") or b"")["directory"]["item"]
    assert [item["name"] for item in listed] == ["nvda-20240128_htm.xml", "recorded_lab.xml"]
    body = render(rows, CIK, f"{FILING}/recorded_lab.xml")
    assert parse_labels(body or b"", "it").rows() == [
        ("nvda:DataCenterMember", "standard", "Compute & <Networking>")
    ]
    bare = [row(dimension_labels="")]
    listed = json.loads(render(bare, CIK, f"{FILING}/index.json") or b"")["directory"]["item"]
    assert [item["name"] for item in listed] == ["nvda-20240128_htm.xml"]
    assert render(bare, CIK, f"{FILING}/recorded_lab.xml") is None


def test_a_filing_whose_recorded_rows_change_has_another_digest() -> None:
    other = row(accession="0001045810-25-000023", filed="2025-02-26")

    def digests(*rows: dict[str, str]) -> list[str]:
        body = render(rows, CIK, "")
        return [each["digest"] for each in json.loads(body or b"")["filings"]]

    first = digests(row(), other)
    assert first == digests(row(), other)
    changed = digests(row(value="47525000001"), other)
    assert (changed[0] != first[0], changed[1] == first[1]) == (True, True)


def _write(directory: Path, *rows: dict[str, str]) -> None:
    recorded.write_rows(path(directory, CIK), COLUMNS, [tuple(each.values()) for each in rows])


def test_the_transport_serves_the_folder_and_nothing_else(tmp_path: Path) -> None:
    _write(tmp_path / "recorded", row())
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=tmp_path / "recorded")
    transport = RecordedTransport(settings, Archive(settings.archive_dir), REPLAY)
    name = f"CIK{CIK:010d}"
    listing = transport.fetch(Request(NAME, name, "recorded"))
    assert json.loads(listing.body)["filings"][0]["accession"] == FILING
    index = transport.fetch(Request(NAME, f"{name}/{FILING}/index.json", "index"))
    assert b"nvda-20240128_htm.xml" in index.body
    assert not index.not_modified
    assert transport.fetch(Request(NAME, f"{name}/{FILING}/index.json", "index")).not_modified
    for key in (
        f"{name}/{FILING}/other.xml",
        f"{name}/0000000000-00-000000/index.json",
        f"{name}/../{name}",
        "CIK0000000001",
    ):
        with pytest.raises(NotRecorded, match="nothing is recorded"):
            transport.fetch(Request(NAME, key, key))


def test_recorded_rows_of_another_layout_are_refused(tmp_path: Path) -> None:
    recorded.write_rows(path(tmp_path, CIK), COLUMNS[:-1], [])
    with pytest.raises(StorageError, match="other columns"):
        recorded.render(tmp_path, NAME, f"CIK{CIK:010d}", REPLAY)


@pytest.fixture(scope="module")
def shipped() -> Registry:
    return load_registry(PACKAGE_DIR / "registry")


def test_the_shipped_facts_come_back_through_the_source_as_they_are_recorded(
    tmp_path: Path, shipped: Registry
) -> None:
    import polars as pl

    settings = Settings(data_dir=tmp_path)
    outcomes = refresh(SOURCE, shipped, settings, shipped.companies)
    assert {each.status for each in outcomes} <= {"new", "not_recorded"}
    directory = settings.raw_dir / NAME
    frame = pl.read_parquet(directory / "*.parquet")
    found = {
        (
            each["accession"], each["form"], str(each["filed_date"]), each["document"] or "",
            each["element_id"] or "", str(each["fact_order"]), each["concept"],
            each["dimensions"], each["dimension_labels"] or "", each["unit"],
            str(each["period_start"] or ""), str(each["period_end"]),
            f"{each['value'].normalize():f}",
            "" if each["decimals"] is None else str(each["decimals"]),
        )
        for each in frame.iter_rows(named=True)
    }  # fmt: skip
    files = sorted((PACKAGE_DIR / "recorded" / NAME).glob("*.csv"))
    assert files
    told = {tuple(each.values()) for file in files for each in recorded.read_rows(file, COLUMNS)}
    assert found == told

    again = refresh(SOURCE, shipped, settings, shipped.companies)
    assert {each.status for each in again} <= {"unchanged", "not_recorded"}
