"""The one step of every source: fetch, archive, parse, compare, write; the last good data stays.

A file of rows is replaced only by rows that could be used, and what was refused lies as rows of
`RAW_QUARANTINE` beside it. The same bodies, code and registry as last time cost no parse and no
write. Which documents hold which rows back is `parts.py`'s; sources whose documents are the
folders of filings are read in `filings.py` and written here. No Dagster here.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import polars as pl

from pipelines.archive.errors import FetchError, NotRecorded
from pipelines.archive.opening import open_transport
from pipelines.archive.store import Archive
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.sources.base import (
    NO_COMPANY,
    CompanySource,
    FilesSource,
    FilingSource,
    UnpartitionedSource,
)
from pipelines.sources.document import Parsed, Refusal, SourceError, quarantine_rows
from pipelines.sources.refresh import documents, filings
from pipelines.sources.refresh.bodies import read_bodies
from pipelines.sources.refresh.found import Refused
from pipelines.sources.refresh.last_good import LastGood, Made, Seen, body_names, digest_of
from pipelines.sources.refresh.parts import CompanyPart, UnpartitionedPart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from pipelines.archive.transport import Transport
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import AnySource
    from pipelines.sources.refresh.found import Bodies
    from pipelines.sources.refresh.parts import Part

Status = Literal["new", "unchanged", "quarantined", "not_recorded"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one company in one source, or of a table that is not by company.

    Attributes:
        company_id: the company; `-` for a table that is not by company.
        status: `new` (rows written), `unchanged` (same input as the rows already there),
            `quarantined` (a document was refused; its last good rows stay) or `not_recorded`.
        rows: rows that now lie there.
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


def refresh(
    source: AnySource, registry: Registry, settings: Settings, companies: Iterable[Company] = ()
) -> list[Outcome]:
    """Bring a source's rows up to date, over the transport that the settings ask for.

    Writes `<table>/<company or table>.parquet` if the input changed, and
    `quarantine/<source>__<company or table>.parquet` if anything was refused (removed otherwise).

    Args:
        source: the source.
        registry: what the parsers ask for.
        settings: the installation.
        companies: those whose rows are wanted, of a source that is by company.

    Returns:
        One outcome for each company, or the one of the table.

    Raises:
        StorageError: the data directory cannot be written, or recorded data is damaged.
        UserAgentRefused: live data is asked for and nobody is named.
    """
    if isinstance(source, FilesSource):
        return [_refresh_files(source, registry, settings)]
    archive = Archive(settings.archive_dir)
    with closing(open_transport(settings, archive, source.replay)) as transport:
        return refresh_through(transport, source, registry, settings, companies)


def refresh_through(
    transport: Transport,
    source: CompanySource | FilingSource | UnpartitionedSource,
    registry: Registry,
    settings: Settings,
    companies: Iterable[Company] = (),
) -> list[Outcome]:
    """`refresh` over this transport."""
    if isinstance(source, UnpartitionedSource):
        return [_refresh_part(UnpartitionedPart(source, registry, settings), transport)]
    if isinstance(source, FilingSource):
        readings = (
            filings.Reading(source, company, transport, registry, settings) for company in companies
        )
        return [_refresh_filings(reading) for reading in readings]
    parts = (CompanyPart(source, company, registry, settings) for company in companies)
    return [_refresh_part(part, transport) for part in parts]


def _refresh_part(part: Part, transport: Transport) -> Outcome:
    """Bring the rows up to date that the archived bodies of some documents state."""
    good = LastGood(part.source, part.owner, part.settings)
    archive = transport.archive
    asked, refused = documents.fetch(part, transport)
    if not refused and not any(each.response for each in asked):
        good.write_quarantine(RAW_QUARANTINE.empty())
        _restore(part, good, archive)
        return Outcome(part.owner, "not_recorded", rows=good.rows())
    if not refused:
        names = body_names(part.entries(archive))
        made = good.made_from(digest_of(part.source, part.registry, names))
        if made is not None:
            return _outcome(good, "unchanged", made)
        pages, refused = documents.fetch_older_pages(part, asked)
        asked += pages
    if refused and part.is_by_company:
        return _held_back(part, good, archive, refused)
    keys = [each.request.key for each in asked]
    bodies = read_bodies(part, good, archive, keys)
    if documents.fetch_anew(bodies, asked):
        bodies = read_bodies(part, good, archive, keys)
    refused += bodies.refused.values()
    refused += [] if refused else part.nothing_found(bodies, keys)
    made = good.made()
    is_new = made is None or tuple(bodies.newest.values()) != made.sha256s
    if refused and (part.is_by_company or not bodies.newest or not is_new):
        return _held_back(part, good, archive, refused)
    return _write_bodies(part, good, bodies, refused)


def _write_bodies(
    part: Part, good: LastGood, bodies: Bodies, refused: Sequence[Refused] = ()
) -> Outcome:
    """Write what the bodies say, and what was refused in them."""
    items = list(bodies.items.values()) if part.accumulates else bodies.newest_items
    outcome = _write(
        good,
        Parsed(bodies.union, pl.concat([*items, _rows_of(good, refused)])),
        digest_of(part.source, part.registry, body_names(bodies.settled)),
        sha256s=tuple(bodies.newest.values()),
        seen=bodies.settled,
    )
    said = (outcome.sentence, part.remark(bodies.union))
    return replace(outcome, sentence="; ".join(filter(None, said)))


def _restore(part: Part, good: LastGood, archive: Archive) -> None:
    """Write the rows that the archive holds, if none lie there, although nothing new came."""
    if good.made() is None:
        bodies = read_bodies(part, good, archive)
        if bodies.union.height:
            _write_bodies(part, good, bodies)


def _held_back(part: Part, good: LastGood, archive: Archive, refused: Sequence[Refused]) -> Outcome:
    """Leave the rows as they are, and name the documents that cannot be used."""
    _restore(part, good, archive)
    return _quarantined(good, refused)


def _refresh_filings(reading: filings.Reading) -> Outcome:
    """Bring the rows up to date that a company's filings state."""
    company_id = reading.company.company_id
    good = LastGood(reading.source, company_id, reading.settings)
    try:
        gathered = filings.gather(reading, good)
    except NotRecorded:
        good.write_quarantine(RAW_QUARANTINE.empty())
        return Outcome(company_id, "not_recorded", rows=good.rows())
    except (SourceError, FetchError) as error:
        return _quarantined(good, [Refused("filings", str(error))])
    good.write_quarantine(gathered.refused)
    if gathered.frame is not None:
        good.write(gathered.frame, gathered.made)
    status: Status = "unchanged" if gathered.frame is None else "new"
    if not gathered.failures:
        return _outcome(good, status, gathered.made)
    first, *others = gathered.failures
    also = f"; {len(others)} more filings are left out, see raw.quarantine" if others else ""
    status = "quarantined" if gathered.frame is None else "new"
    return replace(_outcome(good, status, gathered.made), sentence=f"{first}{also}")


def _refresh_files(source: FilesSource, registry: Registry, settings: Settings) -> Outcome:
    """Bring the rows up to date that files hold."""
    good = LastGood(source, NO_COMPANY, settings)
    contents = source.read(registry, settings)
    inputs = digest_of(source, registry, contents.inputs)
    made = good.made_from(inputs)
    return _outcome(good, "unchanged", made) if made else _write(good, contents.parse(), inputs)


def _write(
    good: LastGood,
    parsed: Parsed,
    inputs: str,
    *,
    sha256s: tuple[str, ...] = (),
    seen: tuple[Seen, ...] = (),
) -> Outcome:
    """Replace the rows, and the refusals beside them."""
    table = good.source.table
    frame = table.united(parsed.frame)
    if not table.partitioned and frame.select(pl.struct(table.key).is_duplicated().any()).item():
        raise ValueError(f"{table.full_name}: a key lies in the rows twice")
    # The same item in two archived bodies is one thing for a person to look at.
    quarantine = RAW_QUARANTINE.conform(
        parsed.quarantined.unique(RAW_QUARANTINE.key, keep="last", maintain_order=True)
    )
    newest = good.source.newest_period(frame)
    made = Made(inputs, frame.height, newest, sha256s, quarantine.height, seen=seen)
    # The quarantine first: killed between the two, the next run parses again.
    good.write_quarantine(quarantine)
    good.write(frame, made)
    refused = quarantine.filter("is_whole_document")["reason"].unique(maintain_order=True)
    outcome = _outcome(good, "quarantined" if len(refused) else "new", made)
    return replace(outcome, sentence="; ".join(refused) or outcome.sentence)


def _outcome(good: LastGood, status: Status, made: Made) -> Outcome:
    items = made.quarantined_items
    return Outcome(
        good.company_id,
        status,
        rows=made.rows,
        newest_period=made.newest_period,
        sha256s=made.sha256s,
        sentence=f"{good.name}: {items} items are left out, see raw.quarantine" if items else "",
        quarantined_items=items,
    )


def _quarantined(good: LastGood, refused: Sequence[Refused]) -> Outcome:
    rows = _rows_of(good, refused)
    good.write_quarantine(rows.unique(RAW_QUARANTINE.key, keep="last", maintain_order=True))
    return Outcome(
        good.company_id,
        "quarantined",
        rows=good.rows(),
        sha256s=tuple(each.sha256 for each in refused if each.sha256),
        sentence="; ".join(dict.fromkeys(each.sentence for each in refused)),
    )


def _rows_of(good: LastGood, refused: Sequence[Refused]) -> pl.DataFrame:
    rows = [
        quarantine_rows(
            good.source.name,
            good.company_id,
            [Refusal(each.key, each.sentence)],
            sha256=each.sha256,
            is_whole_document=True,
        )
        for each in refused
    ]
    return pl.concat([RAW_QUARANTINE.empty(), *rows])
