"""Fetch, archive, parse, write: the last good data stays, and what is unchanged costs nothing."""

from __future__ import annotations

import datetime as dt
import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.archive.errors import NotFound, NotRecorded, RetriesExhausted
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request, Response
from pipelines.registry import Company, Registry
from pipelines.settings import Settings
from pipelines.sources.document import Parsed
from pipelines.sources.refresh import last_good
from pipelines.sources.refresh.engine import refresh
from pipelines.storage.files import StorageError
from tests.support.api_bodies import CIK, alphabet, registry
from tests.support.fetch_desk import KEY, Desk, Shelf
from tests.support.made_sources import FIGURES, PAGED, figure, figures_body


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.has(figure())
    return made


def test_a_company_is_fetched_archived_and_written(desk: Desk) -> None:
    outcome = desk.refresh()
    assert (outcome.company_id, outcome.status, outcome.rows) == ("GOOGL", "new", 1)
    assert outcome.newest_period == dt.date(2025, 3, 31)
    assert (outcome.sentence, outcome.quarantined_items) == ("", 0)
    (digest,) = outcome.sha256s
    assert desk.shelf.archive.read(digest) == desk.shelf.documents[KEY]
    assert desk.rows()["value"].to_list() == [17_197_000_000]
    assert desk.quarantine() == []


def test_unchanged_input_is_neither_parsed_nor_written(desk: Desk) -> None:
    first = desk.refresh()
    before = desk.path.stat()

    def never(*_: object) -> Parsed:
        raise AssertionError("parsed again")

    again = desk.refresh(replace(FIGURES, parse=never))
    assert again.status == "unchanged"
    assert (again.rows, again.newest_period, again.sha256s) == (
        first.rows,
        first.newest_period,
        first.sha256s,
    )
    after = desk.path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_changed_body_is_parsed(desk: Desk) -> None:
    desk.refresh()
    desk.has(figure(), figure(value=1, period_end="2025-04-01"))
    assert desk.refresh().status == "new"
    assert desk.rows().height == 2


def test_other_concepts_in_the_registry_are_a_reason_to_parse(desk: Desk) -> None:
    desk.has(figure(), revenue=[figure(value=2)])
    full = desk.registry
    desk.registry = Registry(full.companies, full.metrics[:1], full.segments, "1")
    assert desk.refresh().rows == 1
    desk.registry = full
    assert (desk.refresh().status, desk.rows().height) == ("new", 2)


def test_another_parser_is_a_reason_to_parse(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.refresh()
    monkeypatch.setattr(last_good, "code_digest", lambda: "another")
    assert desk.refresh().status == "new"
    assert desk.refresh().status == "unchanged"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        desk = Desk(tmp_path / name)
        desk.has(*(figure(value=value) for value in range(50)))
        desk.refresh()
        contents.append(desk.path.read_bytes())
    assert contents[0] == contents[1]


BAD: dict[str, bytes | Exception] = {
    "truncated": figures_body(figure())[:-9],
    "html": b"<html>Request Rate Threshold Exceeded</html>",
    "another company": figures_body(figure(), cik=1571949),
    "no units": b'{"cik": 1652044, "facts": {"ifrs-full": {"_stripped": true}}}',
    "nothing asked for": figures_body(figure(), concept="us-gaap:Assets"),
    "all facts refused": figures_body(figure(value=None)),
    "unreachable": RetriesExhausted("the host cannot be reached"),
    "missing": NotFound("there is no such document"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_quarantined_and_the_last_good_data_stays(desk: Desk, name: str) -> None:
    desk.refresh()
    before = desk.path.read_bytes()
    desk.shelf.documents[KEY] = BAD[name]
    outcome = desk.refresh()
    assert (outcome.status, outcome.rows) == ("quarantined", 1)
    assert desk.path.read_bytes() == before
    (row,) = desk.quarantine()
    assert (row["source"], row["company_id"], row["item"]) == (FIGURES.name, "GOOGL", KEY)
    assert (row["reason"], row["is_whole_document"]) == (outcome.sentence, True)
    assert outcome.sentence.count("\n") == 0
    body = BAD[name]
    if isinstance(body, bytes):
        assert desk.shelf.archive.read(str(row["sha256"])) == body
    else:
        assert row["sha256"] is None


def test_the_first_document_may_be_bad(desk: Desk) -> None:
    desk.shelf.documents[KEY] = b"<html>"
    assert (desk.refresh().status, desk.refresh().rows) == ("quarantined", 0)
    assert not desk.path.exists()


def test_a_good_document_ends_the_quarantine(desk: Desk) -> None:
    desk.refresh()
    good = desk.shelf.documents[KEY]
    desk.shelf.documents[KEY] = b"<html>"
    desk.refresh()
    desk.shelf.documents[KEY] = good
    assert desk.refresh().status == "new"
    assert desk.quarantine() == []
    assert desk.refresh().status == "unchanged"


def test_facts_are_quarantined_alone_and_stay_named_while_nothing_changes(desk: Desk) -> None:
    desk.has(figure(), figure(value=None), figure(period_end="2027-01-01"))
    for status in ("new", "unchanged"):
        outcome = desk.refresh()
        assert (outcome.status, outcome.rows, outcome.quarantined_items) == (status, 1, 2)
        assert outcome.sentence == "GOOGL: 2 items are left out, see raw.quarantine"
        rows = desk.quarantine()
        assert {row["sha256"] for row in rows} == set(outcome.sha256s)
        assert [row["is_whole_document"] for row in rows] == [False, False]


def test_a_lost_quarantine_is_written_again(desk: Desk) -> None:
    desk.has(figure(), figure(value=None))
    desk.refresh()
    next((desk.settings.raw_dir / "quarantine").iterdir()).unlink()
    assert desk.refresh().status == "new"
    assert len(desk.quarantine()) == 1


def test_a_damaged_file_of_rows_is_written_again(desk: Desk) -> None:
    desk.refresh()
    good = desk.path.read_bytes()
    desk.path.write_bytes(good[:50])
    assert desk.refresh().status == "new"
    assert desk.path.read_bytes() == good


def test_a_body_cut_off_once_is_asked_for_anew(desk: Desk) -> None:
    class Recovering(Shelf):
        def fetch(self, request: Request) -> Response:
            if request.is_fresh:
                self.documents[request.key] = figures_body(figure())
            return super().fetch(request)

    desk.shelf = Recovering(desk.shelf.archive, {KEY: figures_body(figure())[:-9]})
    assert desk.refresh().status == "quarantined"
    assert desk.refresh().status == "new"
    assert [request.is_fresh for request in desk.shelf.asked] == [False, False, True]
    assert desk.quarantine() == []


def test_a_corrupted_object_is_fetched_anew(desk: Desk) -> None:
    desk.refresh()
    desk.path.unlink()
    next(desk.settings.archive_dir.rglob("*.zst")).write_bytes(b"damage")
    assert desk.refresh().status == "new"
    assert desk.rows().height == 1


def test_a_company_without_recorded_data_is_no_fault(desk: Desk) -> None:
    desk.shelf.documents.clear()
    outcome = desk.refresh()
    assert (outcome.status, outcome.rows, outcome.sentence) == ("not_recorded", 0, "")
    assert desk.quarantine() == []
    assert not desk.path.exists()


def test_trap_et4_the_facts_of_earlier_ciks_belong_to_the_company(desk: Desk) -> None:
    desk.shelf.documents["CIK0001288776"] = figures_body(
        figure(value=7, accession="0001288776-15-000001"), cik=1288776
    )
    outcome = desk.refresh(company=alphabet(1288776))
    assert (outcome.status, len(outcome.sha256s)) == ("new", 2)
    assert desk.rows().select("cik", "value").rows() == [(1288776, 7), (CIK, 17_197_000_000)]


@pytest.mark.parametrize("answer", [NotFound("404"), NotRecorded("nothing")])
def test_trap_et4_an_earlier_cik_without_facts_is_no_fault(desk: Desk, answer: Exception) -> None:
    desk.shelf.documents["CIK0001288776"] = answer
    assert desk.refresh(company=alphabet(1288776)).status == "new"


def test_trap_et4_a_bad_document_of_an_earlier_cik_holds_the_company_back(desk: Desk) -> None:
    desk.shelf.documents["CIK0001288776"] = b"<html>"
    assert desk.refresh(company=alphabet(1288776)).status == "quarantined"
    (row,) = desk.quarantine()
    assert row["item"] == "CIK0001288776"


def test_trap_et4_a_filer_that_states_nothing_raises_the_alarm(desk: Desk) -> None:
    desk.has(figure(), concept="ffd:TtlFeeAmt")
    outcome = desk.refresh()
    assert outcome.status == "quarantined"
    assert "a reorganisation moves a ticker to another one" in outcome.sentence


def test_a_filing_of_two_registrants_is_counted_once(desk: Desk) -> None:
    desk.shelf.documents["CIK0001288776"] = figures_body(figure(), cik=1288776)
    desk.refresh(company=alphabet(1288776))
    assert desk.rows()["cik"].to_list() == [CIK]


def test_older_pages_of_filings_are_fetched_and_united(desk: Desk) -> None:
    page = f"{KEY}-older-001"
    old = figure(accession="0001652044-15-000001")
    desk.has(figure(), pages=(page,))
    desk.shelf.documents[page] = figures_body(old, figure())
    outcome = desk.refresh(PAGED)
    assert (outcome.status, outcome.rows, len(outcome.sha256s)) == ("new", 2, 2)
    assert outcome.newest_period == dt.date(2025, 3, 31)
    assert desk.rows()["accession"].to_list() == ["0001652044-15-000001", "0001652044-25-000043"]
    assert desk.refresh(PAGED).status == "unchanged"
    assert [request.key for request in desk.shelf.asked] == [KEY, page, KEY]


def test_a_page_that_cannot_be_fetched_holds_the_company_back(desk: Desk) -> None:
    page = f"{KEY}-older-001"
    desk.has(figure(), pages=(page,))
    desk.shelf.documents[page] = RetriesExhausted("the host cannot be reached")
    assert desk.refresh(PAGED).status == "quarantined"
    (row,) = desk.quarantine()
    assert (row["item"], row["reason"]) == (page, "the host cannot be reached")


def test_one_bad_company_does_not_stop_the_others(desk: Desk) -> None:
    other = Company(ticker="NVDA", cik=1045810, role="supplier", fiscal_year_end="january 31")
    desk.shelf.documents[KEY] = b"<html>"
    desk.shelf.documents["CIK0001045810"] = figures_body(figure(), cik=1045810)
    assert [desk.refresh(company=each).status for each in (desk.company, other)] == [
        "quarantined",
        "new",
    ]
    assert desk.rows()["company_id"].to_list() == ["NVDA"]


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.refresh()
    before = desk.path.read_bytes()
    desk.has(figure(value=1))
    real = os.fsync

    def full(descriptor: int) -> None:
        if ".parquet" in str(Path(f"/proc/self/fd/{descriptor}").resolve()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match=r"No space left on device.*run again") as told:
            desk.refresh()
    assert str(desk.path) in str(told.value)
    assert desk.path.read_bytes() == before
    assert [path.name for path in desk.path.parent.iterdir()] == ["GOOGL.parquet"]
    assert desk.refresh().status == "new"


def test_a_data_directory_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the directory should be")
    with pytest.raises(StorageError, match=r"cannot be written.*run again"):
        refresh(FIGURES, registry(), Settings(data_dir=tmp_path / "data"), [alphabet()])


def test_companies_are_refreshed_from_the_recorded_data(tmp_path: Path) -> None:
    recorded = tmp_path / "recorded" / FIGURES.name
    recorded.mkdir(parents=True)
    (recorded / f"{KEY}.csv").write_text(
        "concept,period_start,period_end,value,accession,form,filed_date\n"
        "us-gaap:Revenues,2025-01-01,2025-03-31,5,0001652044-25-000043,10-Q,2025-04-25\n"
    )
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=tmp_path / "recorded")
    other = Company(ticker="NVDA", cik=1045810, role="supplier", fiscal_year_end="january 31")
    for status in ("new", "unchanged"):
        outcomes = refresh(FIGURES, registry(), settings, [alphabet(), other])
        assert [(each.company_id, each.status, each.rows) for each in outcomes] == [
            ("GOOGL", status, 1),
            ("NVDA", "not_recorded", 0),
        ]
    archive = Archive(settings.archive_dir)
    assert len(archive.history(FIGURES.name, KEY)) == 1
