"""Texts of filings: which are asked for, by what requests, and the replay of what was recorded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.archive import recorded
from pipelines.archive.errors import NotRecorded
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_DOCUMENTS, RAW_SEC_FILINGS
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError
from pipelines.sources.recording.documents import record
from pipelines.sources.recording.filings import Stated
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.sec_documents import replay
from pipelines.sources.sec_documents.source import SOURCE, filings, read_filing, recorded_findings
from pipelines.storage import tables
from tests.support.said_in_filings import ACCESSION, CIK, DULL, GUIDES, NAMES, page, submission
from tests.support.sec_server import sec_server

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.archive.store import Archive
    from pipelines.archive.transport import Request, Response

REGISTRY = load_registry(PACKAGE_DIR / "registry")
GOOGL = REGISTRY.company("GOOGL")
PICTURE = b"<html><body><img src='a.jpg'></body></html>"


class Deaf:
    """A transport that nobody may ask."""

    @property
    def archive(self) -> Archive:
        raise AssertionError("asked for its archive")

    def fetch(self, request: Request) -> Response:
        raise AssertionError(f"asked for {request.key}")

    def close(self) -> None:
        pass


def listed(*forms: tuple[str, dt.date]) -> pl.DataFrame:
    rows = [
        {
            "company_id": "GOOGL",
            "cik": CIK,
            "accession": f"0001652044-26-{number:06d}",
            "form": form,
            "filed_date": filed,
            "accepted_at": dt.datetime(2026, 1, 1),
            "primary_document": "goog.htm",
            "is_inline_xbrl": True,
        }
        for number, (form, filed) in enumerate(forms)
    ]
    absent = {"report_date": None, "first_body": None, "last_body": None, "is_in_newest_body": None}
    return RAW_SEC_FILINGS.united(pl.DataFrame([row | absent for row in rows]))


def test_live_the_forms_that_speak_are_read_since_the_day_that_is_set(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, live=True, documents_since=dt.date(2026, 1, 1))
    day, before = dt.date(2026, 2, 4), dt.date(2025, 12, 31)
    frame = listed(("8-K", day), ("10-K", day), ("DEF 14A", day), ("8-K", before), ("6-K/A", day))
    path = RAW_SEC_FILINGS.directory(settings) / "GOOGL.parquet"
    path.parent.mkdir(parents=True)
    frame.write_parquet(path)
    found = filings(GOOGL, Deaf(), settings)
    assert [each.form for each in found] == ["6-K/A", "10-K", "8-K"]
    assert {each.primary_document for each in found} == {"goog.htm"}


def test_live_without_submissions_nobody_knows_the_filings(tmp_path: Path) -> None:
    with pytest.raises(NotRecorded, match="fetch sec_filings first"):
        filings(GOOGL, Deaf(), Settings(data_dir=tmp_path, live=True))


@pytest.mark.parametrize(
    ("form", "name"),
    [("8-K", f"{ACCESSION}.txt"), ("6-K/A", f"{ACCESSION}.txt"), ("10-Q", "q.htm")],
)
def test_live_a_current_report_is_asked_for_whole_and_a_periodic_one_by_its_document(
    tmp_path: Path, form: str, name: str
) -> None:
    filing = Filing(CIK, ACCESSION, form, dt.date(2026, 2, 4), primary_document="q.htm")
    asked: list[Request] = []

    def fetch(request: Request) -> Response:
        asked.append(request)
        raise NotRecorded("nothing here")

    with pytest.raises(NotRecorded):
        read_filing(filing, "GOOGL", fetch, REGISTRY, Settings(data_dir=tmp_path, live=True))
    [request] = asked
    assert request.url.endswith(f"/Archives/edgar/data/{CIK}/000165204426000077/{name}")
    assert request.is_immutable


def test_a_live_run_asks_for_each_filing_once(tmp_path: Path) -> None:
    day = dt.date(2026, 2, 4)
    release, report, picture = (f"0001652044-26-{number:06d}" for number in range(3))
    folder = f"/Archives/edgar/data/{CIK}"
    with sec_server() as server:
        settings = Settings(
            data_dir=tmp_path,
            live=True,
            user_agent="Ada Lovelace ada@example.org",
            sec_archives_url=server.url,
            retry_max_wait_seconds=0,
            documents_since=dt.date(2026, 1, 1),
        )
        path = RAW_SEC_FILINGS.directory(settings) / "GOOGL.parquet"
        path.parent.mkdir(parents=True)
        listed(("8-K", day), ("10-K", day), ("8-K", day)).write_parquet(path)
        for accession, name, body in (
            (release, f"{release}.txt", page(DULL, NAMES)),
            (report, "goog.htm", page(DULL, GUIDES)),
            (picture, f"{picture}.txt", PICTURE),
        ):
            whole = submission(("EX-99.1", "r.htm", body), accession=accession)
            served = whole if name.endswith(".txt") else body
            server.bodies[f"{folder}/{accession.replace('-', '')}/{name}"] = served
        [outcome] = refresh(SOURCE, REGISTRY, settings, [GOOGL])
        assert (outcome.status, outcome.rows, outcome.quarantined_items) == ("new", 4, 1)
        assert len(server.served) == 3
        [outcome] = refresh(SOURCE, REGISTRY, settings, [GOOGL])
        assert (outcome.status, len(server.served)) == ("unchanged", 3)
    frame = tables.read(RAW_SEC_DOCUMENTS, settings)
    assert set(frame.select("accession", "document", "exhibit", "finding").rows()) == {
        (release, "r.htm", "EX-99.1", "document"),
        (release, "r.htm", "EX-99.1", "technology"),
        (report, "goog.htm", "10-K", "document"),
        (report, "goog.htm", "10-K", "guidance"),
    }


def recorded_in(tmp_path: Path, *names_and_bodies: tuple[str, bytes], **stated: str) -> list[str]:
    folder = tmp_path / "documents"
    folder.mkdir(exist_ok=True)
    for name, body in names_and_bodies:
        (folder / name).write_bytes(body)
    return record([folder], REGISTRY, tmp_path / "recorded", Stated(**stated)).lines()  # type: ignore[arg-type]


def test_what_is_recorded_is_replayed_with_its_refusals(tmp_path: Path) -> None:
    body = submission(
        ("EX-99.1", "release.htm", page(DULL, GUIDES, NAMES)), ("EX-99.2", "letter.htm", PICTURE)
    )
    said = recorded_in(tmp_path, ("release.txt", body))
    assert said[0] == "sec_documents GOOGL (CIK0001652044): 4 rows, newest period 2026-02-04"
    assert "shows pictures in place of words" in said[1]
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=tmp_path / "recorded")
    [outcome] = refresh(SOURCE, REGISTRY, settings, [GOOGL])
    assert (outcome.status, outcome.rows, outcome.quarantined_items) == ("new", 3, 1)
    frame = tables.read(RAW_SEC_DOCUMENTS, settings)
    assert frame["finding"].sort().to_list() == ["document", "guidance", "technology"]
    assert frame["accepted_at"].unique().to_list() == [dt.datetime(2026, 2, 4, 21, 5, 12)]
    [reason] = tables.read(RAW_QUARANTINE, settings)["reason"]
    assert "shows pictures in place of words" in reason
    assert [each.status for each in refresh(SOURCE, REGISTRY, settings, [GOOGL])] == ["unchanged"]


def test_nothing_recorded_of_a_company_is_an_answer(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, recorded_dir=tmp_path / "recorded")
    assert [each.status for each in refresh(SOURCE, REGISTRY, settings, [GOOGL])] == [
        "not_recorded"
    ]


def test_a_filing_recorded_again_speaks_as_it_was_read_last_and_the_others_stay(
    tmp_path: Path,
) -> None:
    other = submission(("EX-99.1", "b.htm", page(DULL, NAMES)), accession="0001652044-26-000078")
    recorded_in(tmp_path, ("a.txt", submission(("EX-99.1", "a.htm", page(DULL, GUIDES)))))
    recorded_in(tmp_path, ("a.txt", submission(("EX-99.1", "a.htm", page(DULL)))), ("b.txt", other))
    rows = recorded.read_rows(replay.path(tmp_path / "recorded", CIK), replay.COLUMNS)
    assert [(row["document"], row["finding"]) for row in rows] == [
        ("a.htm", "document"), ("b.htm", "document"), ("b.htm", "technology"),
    ]  # fmt: skip


def test_a_text_without_a_cover_is_recorded_as_the_filing_that_a_person_names(
    tmp_path: Path,
) -> None:
    filed = "accession,form,filed,report_date,accepted_at,primary_document,is_inline_xbrl\n"
    filed += f"{ACCESSION},10-Q,2026-02-04,2025-12-31,2026-02-04T21:05:12+00:00,q.htm,1\n"
    path = tmp_path / "recorded" / "sec_filings" / f"CIK{CIK:010d}.csv"
    path.parent.mkdir(parents=True)
    path.write_text(filed)
    text = f"{DULL}\n\n{NAMES}\n".encode()
    [said] = [line for line in recorded_in(tmp_path, ("q.txt", text)) if "q.txt" in line]
    assert said.startswith("skipped")
    said = recorded_in(tmp_path, accession=ACCESSION)[0]
    assert said == "sec_documents GOOGL (CIK0001652044): 2 rows, newest period 2026-02-04"


def test_a_submission_of_somebody_else_is_named_and_skipped(tmp_path: Path) -> None:
    body = submission(("EX-99.1", "a.htm", page(DULL, NAMES)), cik=9_999_999)
    [said] = recorded_in(tmp_path, ("other.txt", body))
    assert "no text of a filing of a registered company" in said


def test_recorded_rows_that_are_damaged_are_refused() -> None:
    filing = Filing(CIK, ACCESSION, "8-K", dt.date(2026, 2, 4))
    body = b'{"findings":[{"finding":"document","position":"first"}]}'
    with pytest.raises(SourceError, match="the recorded rows are damaged"):
        recorded_findings(body, filing, "GOOGL")


def test_what_ships_was_read_for_the_technologies_of_the_registry() -> None:
    """Another technology, or another word for one, asks for the documents to be recorded again."""
    watched = ";".join(sorted(each.technology_id for each in REGISTRY.technologies))
    directory = PACKAGE_DIR / "recorded"
    names = recorded.recorded_names(directory, SOURCE.name)
    assert names
    for name in names:
        rows = recorded.read_rows(directory / SOURCE.name / f"{name}.csv", replay.COLUMNS)
        assert {row["watched"] for row in rows if row["finding"] == "document"} == {watched}
