"""Lists of filings over time: one that is no longer listed stays, another filer's are refused."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.sources.sec_filings.source import SOURCE as FILINGS
from pipelines.storage import tables
from tests.support.api_bodies import columns, filing, submissions_body
from tests.support.fetch_desk import KEY, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_filing_that_submissions_no_longer_list_stays(desk: Desk) -> None:
    old = [
        filing(
            accessionNumber=f"0001652044-{number:02d}-000001",
            filingDate=f"20{number}-02-01",
            reportDate=f"20{number - 1}-12-31",
            acceptanceDateTime=f"20{number}-02-01T21:02:03.000Z",
        )
        for number in range(15, 26)
    ]
    page = f"{KEY}-submissions-001"
    desk.shelf.documents[KEY] = submissions_body(*old[3:], pages=(f"{page}.json",))
    desk.shelf.documents[page] = json.dumps(columns(*old[:3])).encode()
    assert desk.refresh(FILINGS).rows == 11
    # The page is gone, and so are the years in between.
    desk.shelf.documents[KEY] = submissions_body(*old[6:], filing())
    outcome = desk.refresh(FILINGS)
    assert (outcome.status, outcome.rows) == ("new", 12)
    frame = tables.read(RAW_SEC_FILINGS, desk.settings)
    assert frame.filter(~pl.col("is_in_newest_body")).height == 3
    path = RAW_SEC_FILINGS.directory(desk.settings) / "GOOGL.parquet"
    path.unlink()
    desk.refresh(FILINGS)
    assert tables.read(RAW_SEC_FILINGS, desk.settings).equals(frame)


def test_another_filers_submissions_are_quarantined(desk: Desk) -> None:
    desk.shelf.documents[KEY] = submissions_body(filing(), filing(accessionNumber=f"{1:010d}-25-1"))
    desk.shelf.documents[KEY] = submissions_body(filing())
    desk.refresh(FILINGS)
    desk.shelf.documents[KEY] = submissions_body(filing(accessionNumber="0000000001-25-000001"))
    outcome = desk.refresh(FILINGS)
    assert outcome.status == "quarantined"
    assert "shares 0 of the 1 filings" in outcome.sentence
