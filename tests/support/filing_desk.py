"""Folders of a company's filings that a test fills, for sources that read filing by filing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.archive.errors import NotFound
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request, Response
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_FILINGS
from pipelines.settings import Settings
from pipelines.sources.base import FilingSource
from pipelines.sources.refresh.engine import Outcome, refresh_through
from pipelines.storage import tables
from tests.support.api_bodies import CIK, alphabet, registry

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


class FilingDesk:
    """A data directory with a company's filings, and their folders."""

    def __init__(self, directory: Path, source: FilingSource) -> None:
        self.settings = Settings(data_dir=directory, live=True)
        self.folders = Folders(Archive(self.settings.archive_dir))
        self.source = source
        self.registry = registry()
        self.listed: dict[str, bool] = {}

    def add(self, accession: str, *, inline: bool = True, **documents: bytes | Exception) -> None:
        """List a filing and put these documents into its folder, `index__json` as index.json."""
        self.listed[accession] = inline
        for name, body in documents.items():
            self.put(accession, name.replace("__", "."), body)

    def put(self, accession: str, name: str, body: bytes | Exception) -> None:
        self.folders.documents[self.url(accession, name)] = body

    def url(self, accession: str, name: str) -> str:
        folder = f"Archives/edgar/data/{CIK}/{accession.replace('-', '')}"
        return f"{self.settings.sec_archives_url}/{folder}/{name}"

    def refresh(self, source: FilingSource | None = None) -> Outcome:
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
            self.folders, source or self.source, self.registry, self.settings, [alphabet()]
        )
        return outcome

    @property
    def asked(self) -> list[str]:
        return [request.url.rpartition("Archives/edgar/data/")[2] for request in self.folders.asked]

    def rows(self) -> dict[str, int]:
        frame = tables.read(self.source.table, self.settings)
        return dict(frame.group_by("accession").len().sort("accession").iter_rows())

    def quarantine(self) -> list[dict[str, object]]:
        return tables.read(RAW_QUARANTINE, self.settings).to_dicts()

    @property
    def path(self) -> Path:
        return self.source.table.directory(self.settings) / "GOOGL.parquet"
