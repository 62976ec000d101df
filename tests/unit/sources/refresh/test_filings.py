"""Read filing by filing: each once, a bad one alone, and the last good rows stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive.errors import NotFound, NotRecorded, RetriesExhausted
from pipelines.sources.base import Filing
from pipelines.sources.refresh import last_good
from tests.support.filing_desk import GOOD, NEWEST, OTHER, FilingDesk
from tests.support.made_sources import FILED, figure, figures_body

TWO = (figure(), figure(value=7))


def body(accession: str, *figures: dict[str, Any]) -> bytes:
    """What a filing of this accession states."""
    return figures_body(*({**each, "accession": accession} for each in figures))


class Desk(FilingDesk):
    """Folders with an index, a document of figures, and one of notes."""

    def fill(self, accession: str, *figures: dict[str, Any]) -> None:
        stated = body(accession, *figures or TWO)
        self.add(accession, index__json=b"{}", figures__json=stated, notes__json=b"{}")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, FILED)
    made.fill(GOOD)
    made.fill(OTHER)
    return made


def test_a_filing_in_the_table_is_neither_asked_for_nor_written_again(desk: Desk) -> None:
    first = desk.refresh()
    before = desk.path.stat()
    again = desk.refresh()
    assert desk.asked == []
    assert again.status == "unchanged"
    assert (again.rows, again.sha256s) == (first.rows, first.sha256s)
    assert desk.path.stat() == before


def test_a_filing_whose_body_the_archive_lost_is_asked_for_again(desk: Desk) -> None:
    desk.refresh()
    before = desk.path.read_bytes()
    archive = desk.folders.archive
    lost = next(entry.sha256 for entry in archive.bodies(FILED.name) if "figures" in entry.key)
    archive.set_aside(lost)
    desk.refresh()
    assert desk.asked
    assert archive.has(lost)
    assert desk.path.read_bytes() == before
    desk.refresh()
    assert desk.asked == []


def test_only_the_new_filing_is_asked_for(desk: Desk) -> None:
    desk.refresh()
    desk.fill(NEWEST, figure(value=9))
    assert desk.refresh().status == "new"
    assert {path.split("/")[1] for path in desk.asked} == {NEWEST.replace("-", "")}
    assert desk.rows() == {GOOD: 2, OTHER: 2, NEWEST: 1}


def test_another_parser_reads_all_filings_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.refresh()
    monkeypatch.setattr(last_good, "code_digest", lambda: "another")
    desk.refresh()
    assert len(desk.asked) == 6


def test_a_filing_cut_in_half_is_named_and_the_others_publish(desk: Desk) -> None:
    whole = body(NEWEST, *TWO)
    desk.fill(NEWEST)
    desk.put(NEWEST, "figures.json", whole[: len(whole) // 2])
    outcome = desk.refresh()
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    [refusal] = desk.quarantine()
    assert refusal["item"] == f"filing {NEWEST}"
    assert (refusal["accession"], refusal["is_whole_document"]) == (NEWEST, True)
    assert NEWEST in str(refusal["reason"])
    assert "cut off" in str(refusal["reason"])
    assert (outcome.status, outcome.sentence) == ("new", refusal["reason"])

    # It is tried again, alone, and asked anew: what the archive holds of it cannot be used.
    assert desk.refresh().status == "quarantined"
    assert {path.split("/")[1] for path in desk.asked} == {NEWEST.replace("-", "")}
    desk.put(NEWEST, "figures.json", whole)
    assert desk.refresh().status == "new"
    assert desk.rows() == {GOOD: 2, OTHER: 2, NEWEST: 2}
    assert desk.quarantine() == []


def test_a_document_that_is_not_there_concerns_its_filing_alone(desk: Desk) -> None:
    desk.put(OTHER, "figures.json", NotFound("gone"))
    desk.refresh()
    assert desk.rows() == {GOOD: 2}
    assert [each["accession"] for each in desk.quarantine()] == [OTHER]


def test_a_host_that_answers_nobody_is_not_asked_on(desk: Desk) -> None:
    desk.fill(NEWEST)
    desk.put(OTHER, "index.json", RetriesExhausted("refused"))
    desk.refresh()
    assert desk.rows() == {NEWEST: 2}
    asked = [path.split("/")[1] for path in desk.asked]
    assert asked == [NEWEST.replace("-", "")] * 3 + [OTHER.replace("-", "")]


def test_a_filing_that_cannot_be_read_anew_keeps_its_last_good_rows(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.refresh()
    monkeypatch.setattr(last_good, "code_digest", lambda: "another")
    desk.put(OTHER, "index.json", NotFound("gone"))
    outcome = desk.refresh()
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    assert (outcome.rows, OTHER in outcome.sentence) == (4, True)
    desk.refresh()
    assert {path.split("/")[1] for path in desk.asked} == {OTHER.replace("-", "")}


def test_nothing_is_written_where_nothing_could_be_read(desk: Desk) -> None:
    for accession in (GOOD, OTHER):
        desk.put(accession, "index.json", NotFound("gone"))
    outcome = desk.refresh()
    assert (outcome.status, outcome.rows) == ("quarantined", 0)
    assert "1 more filings" in outcome.sentence
    assert not desk.path.exists()


def test_items_refused_in_a_filing_stay_named_when_others_come(desk: Desk) -> None:
    desk.fill(OTHER, figure(), figure(value=None))
    assert "1 items are left out" in desk.refresh().sentence
    desk.fill(NEWEST)
    desk.refresh()
    assert [each["accession"] for each in desk.quarantine()] == [OTHER]
    assert desk.refresh().status == "unchanged"
    assert desk.asked == []


def test_a_filing_that_is_no_longer_listed_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.refresh()
    del desk.listed[OTHER]
    assert desk.refresh().status == "unchanged"
    assert desk.asked == []
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    # Another parser cannot read it anew, and keeps what was read.
    monkeypatch.setattr(last_good, "code_digest", lambda: "another")
    assert desk.refresh().status == "new"
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    assert desk.refresh().status == "unchanged"


def test_where_the_filings_are_not_known_the_last_good_rows_stay(desk: Desk) -> None:
    desk.refresh()

    def unknown(*_: object) -> list[Filing]:
        raise NotRecorded("no list")

    outcome = desk.refresh(replace(FILED, filings=unknown))
    assert (outcome.status, outcome.rows) == ("not_recorded", 4)
