"""The one step that every source shares: fetch, archive, parse, write; the last good data stays.

A company's Parquet file is the union of all archived bodies of its documents (`replay.py`); it is
replaced only when the newest body of each could be used. What was refused lies as rows of
`RAW_QUARANTINE` beside it. Sources whose documents are filings (they offer `filings`)
are read by `fetch_filings.py` and written here. No Dagster here.
"""

from __future__ import annotations

import hashlib
import importlib
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, Protocol, cast

import polars as pl

from pipelines.archive.errors import CorruptedObject, FetchError, NotFound, NotRecorded
from pipelines.archive.opening import open_transport
from pipelines.archive.store import Archive
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.sources.discovery import replay_of
from pipelines.sources.document import Parsed, Refusal, SourceError, quarantine_rows
from pipelines.sources.refresh import filings as fetch_filings
from pipelines.sources.refresh.last_good import LastGood, Made, Seen, code_digest
from pipelines.sources.refresh.replay import Reader, Replay

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from pipelines.archive.store import Entry
    from pipelines.archive.transport import Request, Response, Transport
    from pipelines.contracts.model import Table
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings

Status = Literal["new", "unchanged", "quarantined", "not_recorded"]


class Source(Protocol):
    """What a source module offers to this step, besides its own `parse`."""

    TABLE: Table

    def requests(self, company: Company, settings: Settings) -> list[Request]:
        """One request for each CIK of the company, today's first."""
        ...

    def parser_inputs(self, registry: Registry) -> str:
        """What a parse depends on besides the body."""
        ...

    def parse_document(
        self, body: bytes, requested: Request, company_id: str, cik: int, registry: Registry
    ) -> Parsed:
        """The rows of one body; raises `SourceError`."""
        ...

    def newest_period(self, frame: pl.DataFrame) -> dt.date | None:
        """The newest period that the rows speak of."""
        ...

    def wanted(self, frame: pl.DataFrame, registry: Registry) -> pl.DataFrame:
        """The rows, written in earlier days, that a parse would keep today."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one company in one source.

    Attributes:
        company_id: the company.
        status: `new` (rows written), `unchanged` (same input as the rows already there),
            `quarantined` (a document was refused; the last good rows stay) or `not_recorded`.
        rows: rows that now lie in the table for this company.
        newest_period: newest period among them.
        sha256s: digests of the bodies they come from.
        sentence: what a person should know; empty if nothing.
        quarantined_items: items refused in documents that were otherwise used.
    """

    company_id: str
    status: Status
    rows: int = 0
    newest_period: dt.date | None = None
    sha256s: tuple[str, ...] = ()
    sentence: str = ""
    quarantined_items: int = 0


@dataclass(frozen=True, slots=True)
class _Document:
    request: Request
    response: Response
    cik: int


class _DocumentRefusedError(Exception):
    """A document cannot be used as a whole: its sentence, and its digest where one came."""

    def __init__(self, item: str, error: Exception, sha256: str | None) -> None:
        super().__init__(str(error))
        self.item = item
        self.sha256 = sha256


def refresh_companies(
    source: str, companies: Iterable[Company], registry: Registry, settings: Settings
) -> list[Outcome]:
    """`refresh` for several companies, over the transport that the settings ask for.

    Raises:
        StorageError: the data directory cannot be written.
        UserAgentRefused: live data is asked for and nobody is named.
    """
    archive = Archive(settings.archive_dir)
    with closing(open_transport(settings, archive, replay_of)) as transport:
        return [refresh(source, each, transport, registry, settings) for each in companies]


def refresh(
    source: str, company: Company, transport: Transport, registry: Registry, settings: Settings
) -> Outcome:
    """Bring one company's rows of one source up to date.

    Writes `<table>/<company_id>.parquet` if the input changed and all of it could be used, and
    `quarantine/<source>__<company_id>.parquet` if anything was refused (removed otherwise).
    The same bodies, parser and registry as last time cost no parse and no write.

    Raises:
        StorageError: the data directory cannot be written.
    """
    module = _module(source)
    good = LastGood(source, module.TABLE, company.company_id, settings)
    if hasattr(module, "filings"):
        source_of_filings = cast("fetch_filings.FilingSource", module)
        reading = fetch_filings.Reading(source_of_filings, company, transport, registry, settings)
        return _refresh_filings(reading, good)
    reader = Reader(module, company, registry, transport.archive)
    names = [request.key for request in module.requests(company, settings)]

    def replayed() -> Replay:
        return reader.from_table(good, transport.archive.bodies(source, names), _fingerprint)

    try:
        heads = _fetch_heads(module, company, transport, settings)
        bodies = transport.archive.bodies(source, names)
        made = good.made_from(_fingerprint(module, registry, bodies))
        if made is not None:
            return _outcome(company, "unchanged", made)
        documents = [*heads, *_older_pages(module, heads, transport, settings)]
        replay = replayed()
        if _asked_anew(replay, documents, transport):
            replay = replayed()
        _refuse_unusable(replay, module, company, documents)
    except NotRecorded:
        good.write_quarantine(RAW_QUARANTINE.empty())
        _restore(reader, good, replayed)
        return Outcome(company.company_id, "not_recorded", rows=good.rows())
    except _DocumentRefusedError as refusal:
        _restore(reader, good, replayed)
        return _quarantined(company, good, refusal)
    outcome = _outcome(company, "new", _write(reader, good, replay))
    return replace(
        outcome, sentence="; ".join(filter(None, (outcome.sentence, _lacks(replay, good))))
    )


def _lacks(replay: Replay, good: LastGood) -> str:
    """How much of what was once said the newest bodies lack; empty if nothing."""
    if not replay.lacking:
        return ""
    return (
        f"{good.company_id}: the newest bodies no longer state {replay.lacking} of "
        f"{replay.union.height} rows of {good.table.name}: they stay"
    )


def _restore(reader: Reader, good: LastGood, replayed: Callable[[], Replay]) -> None:
    """Write the rows that the archive holds, if none lie there, although nothing new came."""
    if good.made() is None:
        replay = replayed()
        if replay.union.height:
            _write(reader, good, replay)


def _write(reader: Reader, good: LastGood, replay: Replay) -> Made:
    """Write what the bodies say, and what was refused in the newest of them."""
    items = [rows for key, rows in sorted(replay.items.items()) if key not in replay.refused]
    refused = pl.concat([RAW_QUARANTINE.empty(), *items])
    frame = good.table.united(replay.union)
    seen = replay.settled
    made = Made(
        inputs=_fingerprint(reader.module, reader.registry, seen),
        rows=frame.height,
        newest_period=reader.module.newest_period(frame),
        sha256s=tuple(replay.newest.values()),
        quarantined_items=refused.height,
        seen=seen,
    )
    # The quarantine first: killed between the two, the next run parses again.
    good.write_quarantine(refused)
    good.write(frame, made)
    return made


def _refresh_filings(reading: fetch_filings.Reading, good: LastGood) -> Outcome:
    """`refresh` of a source that is read filing by filing: a filing refused stops no other."""

    company = reading.company

    def digest(filings: tuple[str, ...]) -> str:
        return _digest(reading.module, reading.registry, filings)

    try:
        gathered = fetch_filings.gather(reading, good, digest)
    except NotRecorded:
        good.write_quarantine(RAW_QUARANTINE.empty())
        return Outcome(company.company_id, "not_recorded", rows=good.rows())
    except (SourceError, FetchError) as error:
        return _quarantined(company, good, _DocumentRefusedError("filings", error, None))
    good.write_quarantine(gathered.refused)
    if gathered.frame is not None:
        good.write(gathered.frame, gathered.made)
    status: Status = "unchanged" if gathered.frame is None else "new"
    if not gathered.failures:
        return _outcome(company, status, gathered.made)
    first, *others = gathered.failures
    also = f"; {len(others)} more filings are left out, see raw.quarantine" if others else ""
    return replace(
        _outcome(company, "quarantined" if status == "unchanged" else status, gathered.made),
        sentence=f"{first}{also}",
    )


@cache
def _module(source: str) -> Source:
    if not source.isidentifier():
        raise ValueError(f"{source!r} is no source module")
    return cast("Source", importlib.import_module(f"pipelines.sources.{source}.source"))


def _fetch_heads(
    module: Source, company: Company, transport: Transport, settings: Settings
) -> list[_Document]:
    """The document of each CIK; one that only an earlier CIK lacks is no gap.

    An earlier CIK may have filed before there were structured facts: the same host has just
    served today's CIK, so its 404 is true (against trap ET5).
    """
    heads = []
    missing: NotRecorded | None = None
    requests = module.requests(company, settings)
    for cik, request in zip(company.ciks, requests, strict=True):
        try:
            heads.append(_Document(request, transport.fetch(request), cik))
        except NotRecorded as answer:
            missing = missing or answer
        except FetchError as error:
            if isinstance(error, NotFound) and cik != company.cik:
                continue
            raise _DocumentRefusedError(request.key, error, None) from error
    if not heads:
        raise missing or NotRecorded(f"{company.company_id}: nothing was asked for")
    return heads


def _older_pages(
    module: Source, heads: list[_Document], transport: Transport, settings: Settings
) -> list[_Document]:
    older_pages = getattr(module, "older_pages", None)
    documents = []
    for head in heads if older_pages else ():
        request = head.request
        try:
            for request in older_pages(head.response.body, settings):  # type: ignore[misc]
                documents.append(_Document(request, transport.fetch(request), head.cik))
        except (FetchError, SourceError, CorruptedObject) as error:
            raise _DocumentRefusedError(request.key, error, None) from error
    return documents


def _asked_anew(replay: Replay, documents: list[_Document], transport: Transport) -> bool:
    """Ask again for documents that the archive held and that turn out to be unusable.

    Otherwise a body that was cut off once would be confirmed by its validator for ever.
    """
    unusable = [
        document.request
        for document in documents
        if document.request.key in replay.refused and document.response.not_modified
    ]
    for request in unusable:
        try:
            transport.fetch(replace(request, is_fresh=True))
        except FetchError as failure:
            raise _DocumentRefusedError(request.key, failure, None) from failure
    return bool(unusable)


def _refuse_unusable(
    replay: Replay, module: Source, company: Company, documents: list[_Document]
) -> None:
    """Refuse the company's documents if one of the newest bodies cannot be used, or none is.

    Raises:
        _DocumentRefusedError: says which, and why.
    """
    for document in documents:
        if document.request.key in replay.refused:
            error, sha256 = replay.refused[document.request.key]
            raise _DocumentRefusedError(document.request.key, error, sha256) from error
    newest = {each.key: each for each in replay.seen}
    if not any(newest[document.request.key].is_used for document in documents):
        first = documents[0]
        raise _DocumentRefusedError(
            first.request.key,
            SourceError(
                f"{module.TABLE.name} of {company.company_id}: nothing that the registry asks "
                f"for in {len(documents)} documents: check that {first.cik} is still "
                "the filer's CIK (a reorganisation moves a ticker to another one)"
            ),
            newest[first.request.key].sha256,
        )


def _fingerprint(module: Source, registry: Registry, bodies: Sequence[Entry | Seen]) -> str:
    """Digest of everything that the rows follow from: parser, registry and archived bodies."""
    return _digest(module, registry, (f"{each.key}={each.sha256}" for each in bodies))


def _digest(
    module: Source | fetch_filings.FilingSource, registry: Registry, inputs: Iterable[str]
) -> str:
    parts = (module.TABLE.full_name, code_digest(), module.parser_inputs(registry), *inputs)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _outcome(company: Company, status: Status, made: Made) -> Outcome:
    items = made.quarantined_items
    return Outcome(
        company.company_id,
        status,
        rows=made.rows,
        newest_period=made.newest_period,
        sha256s=made.sha256s,
        sentence=f"{company.company_id}: {items} items are left out, see raw.quarantine"
        if items
        else "",
        quarantined_items=items,
    )


def _quarantined(company: Company, good: LastGood, refusal: _DocumentRefusedError) -> Outcome:
    sentence = str(refusal)
    good.write_quarantine(
        quarantine_rows(
            good.source,
            company.company_id,
            [Refusal(refusal.item, sentence)],
            sha256=refusal.sha256,
            is_whole_document=True,
        )
    )
    return Outcome(
        company.company_id,
        "quarantined",
        rows=good.rows(),
        sha256s=(refusal.sha256,) if refusal.sha256 else (),
        sentence=sentence,
    )
