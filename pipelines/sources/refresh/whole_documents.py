"""The documents of a source that fills one table: bringing them, and reading their bodies.

Every body that the archive holds counts, in the order in which they came: what one of them once
said stays (`union.py`). Here is which bodies are used, and what becomes of one that cannot be.
What is written, and when nothing needs to be, is `whole.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import polars as pl

from pipelines.archive.errors import CorruptedObject, FetchError, NotRecorded
from pipelines.archive.recorded import RecordedTransport
from pipelines.archive.transport import Request
from pipelines.sources.discovery import replay_of
from pipelines.sources.document import Refusal, SourceError, quarantine_rows
from pipelines.sources.refresh.kinship import contradiction
from pipelines.sources.refresh.last_good import Seen
from pipelines.sources.refresh.union import marked, with_body

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from pipelines.archive.store import Archive, Entry
    from pipelines.archive.transport import Response, Transport
    from pipelines.contracts.model import Table
    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.document import Parsed

# The company of a refusal that concerns none.
NO_COMPANY = "-"


class WholeSource(Protocol):
    """What a source module offers to `refresh_whole`.

    `ACCUMULATES` says that a document shows only the newest state of something that goes on, so
    that what was refused in an older body is missing still. `CELL` names what a row states, and
    its value as the last: a body that contradicts too many is refused; empty where bodies may.
    """

    TABLE: Table
    ACCUMULATES: bool
    CELL: tuple[str, ...]

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

    def combine(self, frame: pl.DataFrame, newest: str | None = None) -> pl.DataFrame:
        """The table's rows from those of all bodies, the digest of the newest given."""
        ...

    def newest_period(self, frame: pl.DataFrame) -> dt.date | None:
        """The newest period that the rows speak of."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that was asked for, and what came; None if it did not come."""

    request: Request
    response: Response | None
    transport: Transport


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that cannot be used as a whole."""

    key: str
    sentence: str
    sha256: str | None


@dataclass(slots=True)
class Bodies:
    """What the bodies gone through say.

    Attributes:
        union: the table's rows with their history.
        seen: the bodies, in their order.
        items: by digest, what was refused in a body that was read.
        refused: by document, why its newest body cannot be used.
        unread: digests of bodies that the archive no longer gives.
    """

    union: pl.DataFrame
    seen: list[Seen] = field(default_factory=list)
    items: dict[str, pl.DataFrame] = field(default_factory=dict)
    refused: dict[str, Refused] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @property
    def used(self) -> tuple[str, ...]:
        """The digests of the bodies used, each once."""
        return tuple(dict.fromkeys(each.sha256 for each in self.seen if each.is_used))


def fetch_documents(
    module: WholeSource,
    registry: Registry,
    settings: Settings,
    transport: Transport,
    archive: Archive,
) -> tuple[list[Asked], list[Refused], bool]:
    """The documents asked for; what could not be fetched; whether anything is not recorded.

    A document that does not come, or is not recorded, is spoken for by its archived bodies.
    """
    asked = [(request, transport) for request in module.requests(registry, settings)]
    if settings.live:
        shipped = RecordedTransport(settings, archive, replay_of)
        asked += [(request, shipped) for request in module.shipped_requests(settings)]
    documents: list[Asked] = []
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
        documents.append(Asked(request, response, through))
    return documents, refused, is_missing


def fetch_anew(bodies: Bodies, documents: Sequence[Asked]) -> bool:
    """Ask again for documents that the archive held and that cannot be used; whether any were.

    Otherwise a body that was cut off once would be confirmed by its validator for ever.
    """
    unusable = [
        each
        for each in documents
        if each.request.key in bodies.refused
        and each.response is not None
        and each.response.not_modified
    ]
    for each in unusable:
        try:
            each.transport.fetch(replace(each.request, is_fresh=True))
        except (FetchError, NotRecorded):
            continue  # the body at hand is the one that is refused
    return bool(unusable)


def read_bodies(
    module: WholeSource,
    registry: Registry,
    archive: Archive,
    entries: Sequence[Entry],
    *,
    asked: Collection[str],
    before: Bodies | None = None,
) -> Bodies:
    """Go through the bodies, from where `before` ended.

    A document whose newest body cannot be used is refused, if it was asked for; an older body
    that cannot be used was refused when it was the newest.

    Args:
        module: the source.
        registry: what the parser asks for.
        archive: holds the bodies.
        entries: every change of the source's documents, in their order.
        asked: the documents that were asked for.
        before: what the first of them say; None to read them all.
    """
    bodies = before or Bodies(module.TABLE.united(module.TABLE.empty()))
    last = {entry.key: place for place, entry in enumerate(entries)}
    for place in range(len(bodies.seen), len(entries)):
        entry = entries[place]
        is_newest = last[entry.key] == place
        try:
            _add(bodies, module, registry, archive, entry)
        except (SourceError, CorruptedObject) as error:
            bodies.seen.append(Seen(entry.key, entry.sha256))
            if isinstance(error, CorruptedObject):
                bodies.unread.add(entry.sha256)
            if is_newest and entry.key in asked:
                bodies.refused[entry.key] = Refused(entry.key, str(error), entry.sha256)
            elif module.ACCUMULATES:
                bodies.items[entry.sha256] = _left_out(entry, str(error))
    newest = {each.key: each.sha256 for each in bodies.seen if each.is_used}
    if not module.ACCUMULATES:
        bodies.items = {sha256: bodies.items[sha256] for sha256 in newest.values()}
    bodies.union = marked(bodies.union, newest.values())
    return bodies


def _add(
    bodies: Bodies, module: WholeSource, registry: Registry, archive: Archive, entry: Entry
) -> None:
    """Add what a body says; raises `SourceError` or `CorruptedObject` if it cannot be used."""
    request = Request(entry.source, entry.key, entry.url)
    parsed = module.parse_document(archive.read(entry.sha256), request, registry)
    reason = contradiction(parsed.frame, bodies.union, module.CELL)
    if reason is not None:
        raise SourceError(f"{entry.source} {entry.key}: the body {reason}")
    newest = module.newest_period(parsed.frame)
    earlier = [each.newest_day for each in bodies.seen if each.key == entry.key]
    is_behind = newest is not None and any(day is not None and newest < day for day in earlier)
    union = with_body(bodies.union, parsed.frame, entry.sha256, module.TABLE, is_behind=is_behind)
    bodies.union = module.combine(union, entry.sha256)
    bodies.items[entry.sha256] = parsed.quarantined.with_columns(
        item=pl.format("{} {}", pl.lit(entry.key), "item"), sha256=pl.lit(entry.sha256)
    )
    # A body without a row of the registry's is used all the same: it says that there is none.
    bodies.seen.append(Seen(entry.key, entry.sha256, newest or entry.fetched_at.date()))


def _left_out(entry: Entry, sentence: str) -> pl.DataFrame:
    item = f"{entry.key} body of {entry.fetched_at:%Y-%m-%d %H:%M:%S}"
    return quarantine_rows(entry.source, NO_COMPANY, [Refusal(item, sentence)], sha256=entry.sha256)
