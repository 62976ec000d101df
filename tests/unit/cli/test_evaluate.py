"""`ledger evaluate`: measures as a table and as JSON, and one document read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.said import Said

pytestmark = pytest.mark.engine

SUBMISSION = b"""<SEC-DOCUMENT>0001326801-26-000001.txt : 20260128
<SEC-HEADER>0001326801-26-000001.hdr.sgml : 20260128
FILED AS OF DATE:\t\t20260128
\t\tCENTRAL INDEX KEY:\t\t\t0001326801
</SEC-HEADER>
<DOCUMENT>
<TYPE>EX-99.1
<FILENAME>release.htm
<TEXT>
<html><body><p>We expect 2026 capital expenditures of $115-135 billion.</p>
<p>Capital expenditures were $22 billion.</p><p>We ship silicon photonics.</p></body></html>
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""


def test_the_own_sentences_are_measured_as_json(ledger: Callable[..., Said]) -> None:
    for what, keys in (
        (
            "guidance",
            {"precision", "recall", "low_high_exact", "horizon_exact", "supersedes_exact"},
        ),
        ("technologies", {"precision", "recall", "class_exact"}),
    ):
        said = ledger("evaluate", what, "--format", "json")
        assert said.status == 0
        assert keys <= json.loads(said.output).keys()


def test_a_labelled_file_is_measured_beside_the_own_sentences(
    ledger: Callable[..., Said], tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "ticker,date,quote,low,high,fiscal_period,kind\n"
        "META,2026-01-28,We expect 2026 capex of $5 billion.,5e9,5e9,FY2026,capex_point\n"
    )
    told = json.loads(
        ledger("evaluate", "guidance", "--labelled", str(path), "--format", "json").output
    )
    assert (told["sentences"], told["precision"], told["horizon_exact"]) == (1, 1, 1)
    assert told["own_sentences"]["sentences"] > 100
    table = ledger("evaluate", "guidance", "--labelled", str(path)).output
    assert "Reading of mine.csv: 1 sentences" in table
    assert "none to measure" in table
    assert "own sentences" in table


def test_a_document_says_what_is_taken_and_what_is_refused(
    ledger: Callable[..., Said], tmp_path: Path
) -> None:
    path = tmp_path / "release.txt"
    path.write_bytes(SUBMISSION)
    said = ledger("evaluate", "guidance", "--document", str(path))
    assert said.status == 0
    assert "Taken: 1" in said.output
    assert "115 bn" in said.output
    assert "states what was spent, not what is planned" in said.output
    told = json.loads(
        ledger("evaluate", "technologies", "--document", str(path), "--format", "json").output
    )
    assert [each["technology_id"] for each in told["taken"]] == ["silicon_photonics"]


def test_what_of_a_document_cannot_be_read_is_said(
    ledger: Callable[..., Said], tmp_path: Path
) -> None:
    path = tmp_path / "cut.htm"
    path.write_bytes(b"<html><body><p>We expect capex to increase.</p><p>We")
    arguments = ("--company", "msft", "--date", "2026-01-28", "--format", "json")
    told = json.loads(ledger("evaluate", "guidance", "--document", str(path), *arguments).output)
    assert [each["horizon"] for each in told["taken"]] == ["FY2026"]
    assert "it is cut off" in told["unread"][0]["reason"]


def test_a_document_that_is_empty_is_one_sentence(
    ledger: Callable[..., Said], tmp_path: Path
) -> None:
    path = tmp_path / "empty.htm"
    path.write_bytes(b"")
    said = ledger("evaluate", "guidance", "--document", str(path))
    assert said.is_one_sentence()
    assert said.status == 2
