"""Read filing by filing: each once, a bad one alone, and the last good rows stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.archive.errors import NotFound, NotRecorded, RetriesExhausted
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request, Response
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_FILINGS, RAW_SEC_SEGMENT_FACTS
from pipelines.registry import Metric
from pipelines.settings import Settings
from pipelines.sources.base import Filing, FilingSource
from pipelines.sources.refresh import last_good
from pipelines.sources.refresh.engine import Outcome, refresh_through
from pipelines.sources.sec_segment_facts.source import SOURCE
from pipelines.storage import tables
from tests.support.api_bodies import alphabet, registry
from tests.support.segment_bodies import CIK, CLOUD, TOTAL, Stated, folder_index, instance, labels

if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD, OTHER, NEWEST = (f"0001652044-{year}-000014" for year in (23, 24, 25))
NOW = dt.datetime(2026, 7, 1)


@dataclass
class Folders:
    """A transport with the folders of filings; remembers what it was asked for."""

    archive: Archive
    documents: dict[str, bytes | Exception] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def fetch(self, request: Request) -> Response:
        self.asked.append(request)
        body = self.documents.get(request.url, NotFound(f"{request.url}: not there"))
        if isinstance(body, Exception):
            raise body
        held = self.archive.latest(request.source, request.key)
        if held is not None and request.is_immutable and not request.is_fresh:
            return Response(held, True, self.archive)
        entry = self.archive.put(
            request.source,
            request.key,
            request.url,
            body,
            etag=None,
            last_modified=None,
            fetched_at=NOW,
        )
        return Response(entry, False, self.archive)

    def close(self) -> None:
        pass


class Desk:
    """A data directory with a company's filings, and their folders."""

    def __init__(self, directory: Path) -> None:
        self.settings = Settings(data_dir=directory, live=True)
        self.folders = Folders(Archive(self.settings.archive_dir))
        self.registry = registry()
        self.listed: dict[str, bool] = {}

    def add(
        self,
        accession: str,
        *facts: Stated,
        inline: bool = True,
        sizes: dict[str, object] | None = None,
    ) -> None:
        """List a filing and fill its folder with an instance of these facts."""
        self.listed[accession] = inline
        names = sizes or {"goog_htm.xml": 9, "goog_lab.xml": 9}
        self.put(accession, "index.json", folder_index(names))
        self.put(accession, "goog_htm.xml", instance(*facts or (TOTAL, Stated("7", CLOUD))))
        self.put(accession, "goog_lab.xml", labels(goog_GoogleCloudMember="Google Cloud"))

    def put(self, accession: str, name: str, body: bytes | Exception) -> None:
        self.folders.documents[self.url(accession, name)] = body

    def url(self, accession: str, name: str) -> str:
        folder = f"Archives/edgar/data/{CIK}/{accession.replace('-', '')}"
        return f"{self.settings.sec_archives_url}/{folder}/{name}"

    def refresh(self, source: FilingSource = SOURCE) -> Outcome:
        rows = [
            {
                "company_id": "GOOGL",
                "cik": CIK,
                "accession": accession,
                "form": "10-K",
                "filed_date": dt.date(2000 + int(accession[11:13]), 2, 5),
                "report_date": None,
                "accepted_at": NOW,
                "primary_document": None,
                "is_inline_xbrl": inline,
            }
            for accession, inline in self.listed.items()
        ]
        frame = pl.DataFrame(rows, schema=RAW_SEC_FILINGS.polars_schema)
        tables.write(RAW_SEC_FILINGS, frame, self.settings, "GOOGL")
        self.folders.asked.clear()
        [outcome] = refresh_through(
            self.folders, source, self.registry, self.settings, [alphabet()]
        )
        return outcome

    @property
    def asked(self) -> list[str]:
        return [request.url.rpartition("Archives/edgar/data/")[2] for request in self.folders.asked]

    def rows(self) -> dict[str, int]:
        frame = tables.read(RAW_SEC_SEGMENT_FACTS, self.settings)
        return dict(frame.group_by("accession").len().sort("accession").iter_rows())

    def quarantine(self) -> list[dict[str, object]]:
        return tables.read(RAW_QUARANTINE, self.settings).to_dicts()

    @property
    def path(self) -> Path:
        return RAW_SEC_SEGMENT_FACTS.directory(self.settings) / "GOOGL.parquet"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.add(GOOD)
    made.add(OTHER)
    yield made


def test_the_folder_is_asked_then_the_instance_and_the_labels(desk: Desk) -> None:
    del desk.listed[OTHER]
    outcome = desk.refresh()
    folder = f"{CIK}/{GOOD.replace('-', '')}"
    assert desk.asked == [f"{folder}/{n}" for n in ("index.json", "goog_htm.xml", "goog_lab.xml")]
    assert (outcome.status, outcome.rows, len(outcome.sha256s)) == ("new", 2, 3)
    assert outcome.newest_period == dt.date(2024, 12, 31)
    frame = tables.read(RAW_SEC_SEGMENT_FACTS, desk.settings)
    assert frame["dimension_labels"].to_list() == [None, "Google Cloud"]
    assert frame["document"].unique().to_list() == ["goog_htm.xml"]


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
    lost = next(entry.sha256 for entry in archive.bodies("sec_segment_facts") if "lab" in entry.key)
    archive.set_aside(lost)
    desk.refresh()
    assert desk.asked
    assert archive.has(lost)
    assert desk.path.read_bytes() == before
    desk.refresh()
    assert desk.asked == []


def test_only_the_new_filing_is_asked_for(desk: Desk) -> None:
    desk.refresh()
    desk.add(NEWEST, Stated("9", CLOUD))
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


def test_other_revenue_concepts_in_the_registry_are_a_reason_to_read(desk: Desk) -> None:
    desk.refresh()
    old = desk.registry
    metric = Metric(
        metric_id="revenue",
        metric_name="revenue",
        period_type="duration",
        description="revenue",
        aliases=("us-gaap:SalesRevenueNet",),
    )
    desk.registry = replace(old, metrics=(metric,))
    desk.refresh()
    assert len(desk.asked) == 6
    assert desk.rows() == {}


def test_a_filing_cut_in_half_is_named_and_the_others_publish(desk: Desk) -> None:
    whole = instance(TOTAL, Stated("7", CLOUD))
    desk.add(NEWEST)
    desk.put(NEWEST, "goog_htm.xml", whole[: len(whole) // 2])
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
    desk.put(NEWEST, "goog_htm.xml", whole)
    assert desk.refresh().status == "new"
    assert desk.rows() == {GOOD: 2, OTHER: 2, NEWEST: 2}
    assert desk.quarantine() == []


@pytest.mark.parametrize("is_in_labels", [False, True])
def test_an_entity_in_a_filing_is_named_and_the_others_publish(
    desk: Desk, is_in_labels: bool
) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    desk.add(NEWEST)
    desk.put(NEWEST, "goog_lab.xml" if is_in_labels else "goog_htm.xml", bomb)
    desk.refresh()
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    [refusal] = desk.quarantine()
    assert "entities" in str(refusal["reason"])


def test_a_document_that_is_not_there_concerns_its_filing_alone(desk: Desk) -> None:
    desk.put(OTHER, "goog_htm.xml", NotFound("gone"))
    desk.refresh()
    assert desk.rows() == {GOOD: 2}
    assert [each["accession"] for each in desk.quarantine()] == [OTHER]


def test_a_host_that_answers_nobody_is_not_asked_on(desk: Desk) -> None:
    desk.add(NEWEST)
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
    desk.add(OTHER, TOTAL, Stated("much", CLOUD))
    assert "1 items are left out" in desk.refresh().sentence
    desk.add(NEWEST)
    desk.refresh()
    assert [each["accession"] for each in desk.quarantine()] == [OTHER]
    assert desk.refresh().status == "unchanged"
    assert desk.asked == []


def test_a_filing_without_xbrl_is_read_once_and_has_no_rows(desk: Desk) -> None:
    desk.add(NEWEST, inline=False, sizes={"report.txt": 5})
    assert desk.refresh().status == "new"
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    assert desk.refresh().status == "unchanged"
    assert desk.asked == []


def test_an_inline_filing_without_an_instance_waits_for_the_renderer(desk: Desk) -> None:
    desk.add(NEWEST, sizes={"goog-20241231.htm": 5})
    assert "holds no instance" in desk.refresh().sentence
    desk.add(NEWEST)
    desk.refresh()
    assert desk.rows() == {GOOD: 2, OTHER: 2, NEWEST: 2}


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

    outcome = desk.refresh(replace(SOURCE, filings=unknown))
    assert (outcome.status, outcome.rows) == ("not_recorded", 4)
