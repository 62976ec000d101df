"""Recorded facts replay as bodies of companyfacts."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.archive.recorded import RecordedTransport, render
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.settings import Settings
from pipelines.sources.sec_company_facts.replay import NAME, REPLAY

KEY = "CIK0000000007"
FACTS = """\
concept,unit,start,end,value,accession,fy,fp,form,filed
dei:Public,USD,,2025-06-30,9007199254740993,0000000007-25-000001,2025,FY,10-K,2025-08-01
us-gaap:PerShare,USD/shares,2025-01-01,2025-03-31,-0.1000000001,0000000007-25-000002,,,8-K,2025-05-01
us-gaap:PerShare,USD/shares,2025-01-01,2025-03-31,0.2,0000000007-25-000003,2025,Q1,10-Q,2025-05-02
"""


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    directory = tmp_path / "recorded"
    (directory / NAME).mkdir(parents=True)
    (directory / NAME / f"{KEY}.csv").write_text(FACTS)
    (directory / "filers.csv").write_text('cik,entity_name\n7,"Seven, Inc. ""7"""\n')
    return directory


def test_facts_take_the_shape_of_the_api(recorded: Path) -> None:
    body = json.loads(render(recorded, NAME, KEY, REPLAY), parse_float=Decimal)
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


def test_another_name_of_the_filer_is_a_new_body(recorded: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=recorded)
    transport = RecordedTransport(settings, Archive(settings.archive_dir), REPLAY)
    first = transport.fetch(Request(NAME, KEY, "http://x/7"))
    path = recorded / "filers.csv"
    path.write_text(f"{path.read_text()}8,Another\n")
    assert transport.fetch(Request(NAME, KEY, "http://x/7")).not_modified
    path.write_text(path.read_text().replace("Seven", "Sieben"))
    second = transport.fetch(Request(NAME, KEY, "http://x/7"))
    assert (second.not_modified, second.sha256 == first.sha256) == (False, False)
