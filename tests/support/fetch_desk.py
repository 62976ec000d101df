"""A data directory and a transport whose documents a test sets, for the step that fetches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.archive.errors import NotRecorded
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request, Response
from pipelines.contracts.model import Table
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.registry import Company
from pipelines.settings import Settings
from pipelines.sources.base import CompanySource, UnpartitionedSource
from pipelines.sources.refresh.engine import Outcome, refresh_through
from pipelines.storage import tables
from tests.support.api_bodies import CIK, alphabet, registry
from tests.support.made_sources import FIGURES, figures_body

KEY = f"CIK{CIK:010d}"


@dataclass
class Shelf:
    """A transport whose documents and failures the test sets."""

    archive: Archive
    documents: dict[str, bytes | Exception] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    now: dt.datetime = dt.datetime(2026, 7, 1)

    def fetch(self, request: Request) -> Response:
        self.asked.append(request)
        body = self.documents.get(request.key, NotRecorded(f"{request.key}: not recorded"))
        if isinstance(body, Exception):
            raise body
        held = self.archive.latest(request.source, request.key)
        # As a server would: what it has already sent is only confirmed, whatever it was.
        if held is not None and held.etag == str(hash(body)) and not request.is_fresh:
            return Response(held, True, self.archive)
        self.now += dt.timedelta(days=1)
        entry = self.archive.put(
            request.source,
            request.key,
            request.url,
            body,
            etag=str(hash(body)),
            last_modified=None,
            fetched_at=self.now,
        )
        return Response(entry, False, self.archive)

    def close(self) -> None:
        pass


class Desk:
    """A data directory, a shelf, a registry, and a company to refresh."""

    def __init__(self, directory: Path) -> None:
        self.settings = Settings(data_dir=directory / "data")
        self.shelf = Shelf(Archive(self.settings.archive_dir))
        self.company = alphabet()
        self.registry = registry(self.company)

    def refresh(
        self, source: CompanySource | UnpartitionedSource = FIGURES, company: Company | None = None
    ) -> Outcome:
        chosen = [company or self.company]
        [outcome] = refresh_through(self.shelf, source, self.registry, self.settings, chosen)
        return outcome

    def has(self, *figures: dict[str, Any], **changes: Any) -> None:
        self.shelf.documents[KEY] = figures_body(*figures, **changes)

    @property
    def path(self) -> Path:
        return self.settings.raw_dir / FIGURES.name / "GOOGL.parquet"

    def rows(self, table: Table = FIGURES.table) -> pl.DataFrame:
        return tables.read(table, self.settings)

    def quarantine(self) -> list[dict[str, object]]:
        return tables.read(RAW_QUARANTINE, self.settings).to_dicts()


def assert_restored_by_the_archive(
    desk: Desk, source: UnpartitionedSource, days: list[dict[str, bytes | Exception]]
) -> None:
    """Without its table, each day's refresh writes what it writes step by step."""
    path = source.table.directory(desk.settings) / f"{source.table.name}.parquet"
    for documents in days:
        desk.shelf.documents |= documents
        desk.refresh(source)
        written = desk.rows(source.table)
        path.unlink()
        desk.refresh(source)
        assert desk.rows(source.table).equals(written)
    assert written["first_body"].n_unique() > 1
