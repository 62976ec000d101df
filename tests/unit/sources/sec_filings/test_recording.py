"""Recording lists of filings: which of them count, and in which shapes a person has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.sources.sec_filings import replay
from pipelines.sources.sec_filings.source import parse
from tests.support.api_bodies import columns, fact, facts_body, filing, submissions_body
from tests.support.record_desk import RecordDesk, assert_shipped_rows_parse


class Desk(RecordDesk):
    """A desk that reads which filings are recorded."""

    def filings(self) -> list[dict[str, str]]:
        return self.rows(replay.NAME)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _filings(*forms: str, **changes: Any) -> list[dict[str, Any]]:
    return [
        filing(accessionNumber=f"0001652044-25-{number:06d}", form=form, **changes)
        for number, form in enumerate(forms)
    ]


def test_trap_p4_only_forms_that_count_are_recorded(desk: Desk) -> None:
    forms = ["10-K", "10-Q/A", "20-F", "40-F/A", "6-K", "8-K", "4", "DEF 14A", "10-K405", "S-1"]
    desk.add(submissions_body(*_filings(*forms)))
    desk.record()
    assert [row["form"] for row in desk.filings()] == forms[:6]


def test_current_reports_are_recorded_only_with_structured_facts(desk: Desk) -> None:
    without = _filings("8-K", "8-K/A", "6-K", isInlineXBRL=0)
    desk.add(submissions_body(*without, filing(accessionNumber="0001652044-25-000009", form="8-K")))
    desk.add(facts_body(fact(accn="0001652044-25-000002", form="6-K", fp=None, fy=None)))
    desk.record()
    assert [(row["accession"], row["form"]) for row in desk.filings()] == [
        ("0001652044-25-000002", "6-K"),
        ("0001652044-25-000009", "8-K"),
    ]


def test_pages_and_wrapped_bodies_are_recorded(desk: Desk) -> None:
    one, two, three = _filings("10-K", "10-Q", "20-F")
    desk.add(json.dumps(columns(one)).encode(), "CIK0001652044-submissions-001.json")
    desk.add(json.dumps({"data": json.loads(submissions_body(two)), "ttl": 1}).encode())
    desk.add(submissions_body(three))
    desk.record()
    assert [row["form"] for row in desk.filings()] == ["10-K", "10-Q", "20-F"]


def test_the_shipped_recorded_data_passes_its_own_parser() -> None:
    assert_shipped_rows_parse(replay.NAME, replay.REPLAY, parse)
