"""Recorded filings replay as bodies of submissions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.archive.errors import NotRecorded
from pipelines.archive.recorded import render
from pipelines.sources.sec_filings.replay import NAME, REPLAY

KEY = "CIK0000000007"
FILINGS = """\
accession,form,filed,report_date,accepted_at,primary_document,is_inline_xbrl
0000000007-25-000001,10-K,2025-08-01,2025-06-30,2025-08-01T20:05:06+00:00,a10k.htm,1
0000000007-25-000002,8-K,2025-05-01,,2025-05-01T20:05:06+00:00,,0
"""


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / f"{KEY}.csv").write_text(FILINGS)
    return tmp_path


def test_filings_take_the_shape_of_the_api(recorded: Path) -> None:
    body = json.loads(render(recorded, NAME, KEY, REPLAY))
    assert (body["cik"], body["name"]) == ("0000000007", "")
    assert body["filings"]["files"] == []
    recent = body["filings"]["recent"]
    assert recent["accessionNumber"] == ["0000000007-25-000001", "0000000007-25-000002"]
    assert recent["reportDate"] == ["2025-06-30", ""]
    assert recent["isInlineXBRL"] == [1, 0]
    assert recent["acceptanceDateTime"][0] == "2025-08-01T20:05:06+00:00"


def test_older_pages_are_not_recorded(recorded: Path) -> None:
    with pytest.raises(NotRecorded):
        render(recorded, NAME, f"{KEY}-submissions-001", REPLAY)
