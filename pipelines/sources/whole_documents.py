"""The documents of a source that fills one table: bringing them, and reading their bodies.

Here is which archived bodies speak for a document, and what becomes of one that cannot be used.
What is written, and when nothing needs to be, is `whole.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import polars as pl

from pipelines.archive.errors import CorruptedObject, FetchError, NotRecorded
from pipelines.archive.recorded_whole import RecordedWholeTransport
from pipelines.archive.transport import Response
from pipelines.sources.document import Parsed, Refusal, SourceError, quarantine_rows

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.archive.store import Archive, Entry
    from pipelines.archive.transport import Request, Transport
    from pipelines.contracts import Table
    from pipelines.registry import Registry
    from pipelines.settings import Settings

# The company of a refusal that concerns none.
NO_COMPANY = "-"


class WholeSource(Protocol):
    """What a source module offers to `refresh_whole`.

    `ACCUMULATES` says that a document shows only the newest state of something that goes on, so
    that every archived body of it counts, not only the last.
    """

    TABLE: Table
    ACCUMULATES: bool

    def requests(self, registry: Registry, settings: Settings) -> list[Request]:
        """The documents to bring in this installation."""
        ...

    def shipped_requests(self, settings: Settings) -> list[Request]:
        """The recorded documents that also belong to a live run: history nobody serves now."""
        ...

    def parser_inputs(self, registry: Registry) -> str:
        """What a parse depends on besides the bodies."""
        ...

    def parse_document(self, body: bytes, requested: Request, registry: Registry) -> Parsed:
        """The rows of one body; raises `SourceError`."""
        ...

    def combine(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The table's rows from those of all bodies, the oldest body first; each key once."""
        ...

    def newest_period(self, frame: pl.DataFrame) -> dt.date | None:
        """The newest period that the rows speak of."""
        ...


@dataclass(frozen=True, slots=True)
class Body:
    """A body that the archive holds, and the transport that can bring it anew."""

    request: Request
    response: Response
    transport: Transport


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that cannot be used as a whole."""

    key: str
    sentence: str
    sha256: str | None


def fetch_bodies(
    module: WholeSource,
    registry: Registry,
    settings: Settings,
    transport: Transport,
    archive: Archive,
) -> tuple[list[list[Body]], list[Refused], bool]:
    """The bodies of each document, the newest first; what could not be fetched; any gap.

    A document that does not come, or is not recorded, is spoken for by its archived bodies.
    """
    asked = [(request, transport) for request in module.requests(registry, settings)]
    if settings.live:
        shipped = RecordedWholeTransport(settings, archive)
        asked += [(request, shipped) for request in module.shipped_requests(settings)]
    histories: list[list[Body]] = []
    refused: list[Refused] = []
    is_missing = False
    for request, through in asked:
        response: Response | None = None
        try:
            response = through.fetch(request)
        except NotRecorded:
            is_missing = True
        except FetchError as error:
            refused.append(Refused(request.key, str(error), None))
        entries = archive.history(request.source, request.key)
        history = [
            Body(request, _held(entry, response, archive), through) for entry in _once(entries)
        ]
        if history:
            histories.append(history)
    return histories, refused, is_missing


def _once(entries: tuple[Entry, ...]) -> list[Entry]:
    """Each body once, the newest first: a body that came back later is not another one."""
    return list({entry.sha256: entry for entry in reversed(entries)}.values())[::-1]


def _held(entry: Entry, response: Response | None, archive: Archive) -> Response:
    if response is not None and response.sha256 == entry.sha256:
        return response
    return Response(entry, True, archive)


def parse_bodies(
    module: WholeSource, history: list[Body], registry: Registry
) -> tuple[list[Parsed], list[str], list[Refused]]:
    """The rows of one document's bodies, the oldest first, their digests, and the refusals.

    Without `ACCUMULATES` the newest body that can be used is enough. With it, an older body that
    cannot be used is an item left out: it was the document's refusal when it was the newest.
    """
    parsed: list[Parsed] = []
    used: list[str] = []
    refused: list[Refused] = []
    for place, body in enumerate(history):
        response = body.response
        try:
            try:
                rows = module.parse_document(response.body, body.request, registry)
            except (SourceError, CorruptedObject):
                # A body that was cut off once must not be confirmed by its validator for ever.
                if place > 0 or not response.not_modified:
                    raise
                response = body.transport.fetch(replace(body.request, is_fresh=True))
                rows = module.parse_document(response.body, body.request, registry)
        except (SourceError, CorruptedObject, FetchError, NotRecorded) as error:
            refusal = Refused(body.request.key, str(error), response.sha256)
            if place == 0 or not module.ACCUMULATES:
                refused.append(refusal)
            else:
                parsed.append(_left_out(module, body, refusal))
        else:
            parsed.append(_with_document(rows, body.request.key, response.sha256))
            used.append(response.sha256)
            if not module.ACCUMULATES:
                break
    return parsed[::-1], used[::-1], refused


def _left_out(module: WholeSource, body: Body, refusal: Refused) -> Parsed:
    item = f"{refusal.key} body of {body.response.fetched_at:%Y-%m-%d %H:%M:%S}"
    return Parsed(
        module.TABLE.empty(),
        quarantine_rows(
            body.request.source,
            NO_COMPANY,
            [Refusal(item, refusal.sentence)],
            sha256=refusal.sha256,
        ),
    )


def _with_document(rows: Parsed, key: str, sha256: str) -> Parsed:
    return replace(
        rows,
        quarantined=rows.quarantined.with_columns(
            item=pl.format("{} {}", pl.lit(key), "item"), sha256=pl.lit(sha256)
        ),
    )
