"""The recorded data replays as bodies of the API, the same bytes each time."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.archive import recorded
from pipelines.archive.errors import NotRecorded
from pipelines.archive.opening import open_transport
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.settings import Settings
from pipelines.storage.files import StorageError

FACTS = """\
concept,unit,start,end,value,accession,fy,fp,form,filed
dei:Public,USD,,2025-06-30,9007199254740993,0000000007-25-000001,2025,FY,10-K,2025-08-01
us-gaap:PerShare,USD/shares,2025-01-01,2025-03-31,-0.1000000001,0000000007-25-000002,,,8-K,2025-05-01
us-gaap:PerShare,USD/shares,2025-01-01,2025-03-31,0.2,0000000007-25-000003,2025,Q1,10-Q,2025-05-02
"""
FILINGS = """\
accession,form,filed,report_date,accepted_at,primary_document,is_inline_xbrl
0000000007-25-000001,10-K,2025-08-01,2025-06-30,2025-08-01T20:05:06+00:00,a10k.htm,1
0000000007-25-000002,8-K,2025-05-01,,2025-05-01T20:05:06+00:00,,0
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    directory = tmp_path / "recorded"
    for folder, text in (("sec_company_facts", FACTS), ("sec_filings", FILINGS)):
        (directory / folder).mkdir(parents=True)
        (directory / folder / "CIK0000000007.csv").write_text(text)
    (directory / "filers.csv").write_text('cik,entity_name\n7,"Seven, Inc. ""7"""\n')
    return Settings(data_dir=tmp_path / "data", recorded_dir=directory)


def request(source: str = "sec_company_facts", key: str = "CIK0000000007") -> Request:
    return Request(source, key, "http://x/7")


def test_facts_take_the_shape_of_the_api(settings: Settings) -> None:
    transport = open_transport(settings, Archive(settings.archive_dir))
    body = json.loads(transport.fetch(request()).body, parse_float=Decimal)
    assert body["cik"] == 7
    assert body["entityName"] == 'Seven, Inc. "7"'
    assert body["facts"]["dei"]["Public"]["units"]["USD"] == [
        {
            "end": "2025-06-30",
            "val": 9007199254740993,
            "accn": "0000000007-25-000001",
            "fy": 2025,
            "fp": "FY",
            "form": "10-K",
            "filed": "2025-08-01",
        }
    ]
    first, second = body["facts"]["us-gaap"]["PerShare"]["units"]["USD/shares"]
    assert (first["start"], first["val"]) == ("2025-01-01", Decimal("-0.1000000001"))
    assert (first["fy"], first["fp"], second["fp"]) == (None, None, "Q1")


def test_filings_take_the_shape_of_the_api(settings: Settings) -> None:
    transport = open_transport(settings, Archive(settings.archive_dir))
    body = json.loads(transport.fetch(request("sec_filings")).body)
    assert body["cik"] == "0000000007"
    assert body["filings"]["files"] == []
    recent = body["filings"]["recent"]
    assert recent["accessionNumber"] == ["0000000007-25-000001", "0000000007-25-000002"]
    assert recent["reportDate"] == ["2025-06-30", ""]
    assert recent["isInlineXBRL"] == [1, 0]
    assert recent["acceptanceDateTime"][0] == "2025-08-01T20:05:06+00:00"


def test_a_replay_of_the_same_data_adds_nothing_to_the_archive(settings: Settings) -> None:
    archive = Archive(settings.archive_dir)
    first = open_transport(settings, archive).fetch(request())
    again = open_transport(settings, archive).fetch(request())
    assert (first.not_modified, again.not_modified) == (False, True)
    assert again.entry == first.entry
    assert archive.history("sec_company_facts", "CIK0000000007") == (first.entry,)
    assert len(list(settings.archive_dir.rglob("*.zst"))) == 1


@pytest.mark.parametrize("changed", ["sec_company_facts/CIK0000000007.csv", "filers.csv"])
def test_changed_recorded_data_is_a_new_body(settings: Settings, changed: str) -> None:
    archive = Archive(settings.archive_dir)
    first = open_transport(settings, archive).fetch(request())
    path = settings.recorded_dir / changed
    path.write_text(path.read_text().replace("0.2", "0.3").replace("Seven", "Sieben"))
    second = open_transport(settings, archive).fetch(request())
    assert (second.not_modified, second.sha256 == first.sha256) == (False, False)


def test_a_replay_restores_what_the_archive_has_lost(settings: Settings) -> None:
    archive = Archive(settings.archive_dir)
    first = open_transport(settings, archive).fetch(request())
    next(settings.archive_dir.rglob("*.zst")).unlink()
    assert json.loads(open_transport(settings, archive).fetch(request()).body)["cik"] == 7
    assert archive.has(first.sha256)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("sec_company_facts", "CIK0000000008"),
        ("sec_filings", "CIK0000000007-submissions-001"),
        ("taiwan_monthly_revenue", "CIK0000000007"),
        ("sec_company_facts", "../filers"),
    ],
)
def test_what_is_not_recorded_is_an_answer_of_its_own(
    settings: Settings, source: str, key: str
) -> None:
    transport = open_transport(settings, Archive(settings.archive_dir))
    with pytest.raises(NotRecorded, match="nothing is recorded: run with --live"):
        transport.fetch(request(source, key))


@pytest.mark.parametrize(
    "damage",
    [b"other,columns\n1,2\n", b"\xff\xfe", FACTS.encode() + b'"open'],
    ids=["columns", "bytes", "quotes"],
)
def test_a_damaged_recorded_file_is_named(settings: Settings, damage: bytes) -> None:
    path = settings.recorded_dir / "sec_company_facts" / "CIK0000000007.csv"
    path.write_bytes(damage)
    with pytest.raises(StorageError, match=r"again with `ledger record`") as told:
        recorded.render(settings.recorded_dir, "sec_company_facts", "CIK0000000007")
    assert str(path) in str(told.value)
