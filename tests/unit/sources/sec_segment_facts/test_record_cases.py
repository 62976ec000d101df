"""The files of an unseen filer, in the ways in which people have them: each recorded or named.

A small input of the same shape stands in the tests of each part; here are the ones that came in.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from pipelines.registry import Company
from pipelines.sources.recording.documents import RecordSummary, record
from pipelines.sources.recording.filings import Stated
from pipelines.sources.sec_segment_facts import replay
from tests.support.api_bodies import registry
from tests.support.shared import SHARED_FOLDER

CASES = SHARED_FOLDER / "cases"
CIK = 9900001

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.is_dir(), reason="the shared documents are absent"),
]


def said_of(case: str, out: Path, **stated: Any) -> RecordSummary:
    hunt = Company(ticker="ZZ", cik=CIK, role="supplier", fiscal_year_end="december 31")
    filings = CASES / "filers" / f"CIK{CIK:010d}-submissions.json"
    assert record([filings], registry(hunt), out).is_whole
    return record([CASES / case], registry(hunt), out, Stated(**stated))


def rows(out: Path) -> list[tuple[str, str]]:
    with replay.path(out, CIK).open(newline="") as file:
        return [(row["dimensions"], row["value"]) for row in csv.DictReader(file)]


SEGMENTS = "us-gaap:StatementBusinessSegmentsAxis"


@pytest.mark.parametrize("case", ["R2", "R3", "R4", "R6", "R9", "R9b"])
def test_a_report_is_read_in_whatever_it_comes(tmp_path: Path, case: str) -> None:
    assert said_of(case, tmp_path).is_whole
    assert rows(tmp_path) == [
        ("", "90000000"),
        (f"{SEGMENTS}=zz:AlphaMember", "60000000"),
        (f"{SEGMENTS}=zz:BetaMember", "30000000"),
    ]


def test_an_amendment_that_calls_itself_the_report_is_named(tmp_path: Path) -> None:
    [(_, said)] = said_of("R1b", tmp_path).skipped
    assert "0009900001-24-000010 is a 10-K/A" in said


@pytest.mark.parametrize(
    ("case", "values"),
    [
        ("F1", ["100"]),
        ("F2", ["100"]),
        ("F5", ["100", "99"]),
        ("F7", ["100", "60"]),
        ("F8", ["100", "60"]),
    ],
)
def test_a_data_set_is_read(tmp_path: Path, case: str, values: list[str]) -> None:
    assert said_of(case, tmp_path).is_whole
    assert [value for _, value in rows(tmp_path)] == values


@pytest.mark.parametrize(
    ("case", "sentence", "values"),
    [("F3", "are not pairs of axis and member", ["100", "60"]), ("F4", "are cut off", ["100"])],
)
def test_a_row_of_a_data_set_is_refused_by_a_sentence(
    tmp_path: Path, case: str, sentence: str, values: list[str]
) -> None:
    [(_, said)] = said_of(case, tmp_path).refused
    assert sentence in said
    assert [value for _, value in rows(tmp_path)] == values


def test_an_instance_without_a_cover_page_is_the_filing_named(tmp_path: Path) -> None:
    summary = said_of("N7_instance", tmp_path, accession="0009900001-24-000001")
    assert summary.is_whole
    assert rows(tmp_path) == [("", "4500000")]
