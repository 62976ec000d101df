"""The step for sources that fill one unpartitioned table: fetch, archive, parse, write.

The table is the union of all archived bodies. A document that cannot be used takes nothing away,
and the other documents go on. Where no document at all
can be used the table stays as it is. What was refused lies in `raw.quarantine`, under company
`-` where no company is known. Sources with a table per company are `fetch.py`'s. No Dagster here.
"""

from __future__ import annotations

import hashlib
import importlib
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, cast

import polars as pl

from pipelines.archive.opening import open_transport
from pipelines.archive.store import Archive
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.sources.discovery import replay_of
from pipelines.sources.document import Parsed, Refusal, quarantine_rows
from pipelines.sources.refresh.companies import Outcome
from pipelines.sources.refresh.last_good import LastGood, Made, Seen, code_digest
from pipelines.sources.refresh.union import marked
from pipelines.sources.refresh.whole_documents import (
    NO_COMPANY,
    Bodies,
    Refused,
    WholeSource,
    fetch_anew,
    fetch_documents,
    read_bodies,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pipelines.archive.store import Entry
    from pipelines.contracts.model import Table
    from pipelines.registry import Registry
    from pipelines.settings import Settings

__all__ = ["NO_COMPANY", "digest_of", "made_from", "refresh_whole", "write_whole"]


def refresh_whole(source: str, registry: Registry, settings: Settings) -> Outcome:
    """Bring a source's one table up to date.

    Writes `<table>/<table>.parquet` if the input changed, and
    `quarantine/<source>__<table>.parquet` if anything was refused (removed otherwise). The same
    bodies, parser and registry as last time cost no parse and no write.

    Returns:
        One outcome for the table, company `-`. Its status is `quarantined` if a whole document
        was refused, even where the other documents brought new rows.

    Raises:
        StorageError: the data directory cannot be written, or recorded data is damaged.
        UserAgentRefused: live data is asked for and nobody is named.
    """
    module = _module(source)
    good = _good(source, module.TABLE, settings)
    archive = Archive(settings.archive_dir)
    with closing(open_transport(settings, archive, replay_of)) as transport:
        documents, refused, is_missing = fetch_documents(
            module, registry, settings, transport, archive
        )
        entries = archive.bodies(source)
        if not refused:
            inputs = _fingerprint(module, registry, entries)
            same = made_from(source, module.TABLE, inputs, settings)
            if same is not None:
                return same

        def read() -> Bodies:
            return _read(module, registry, good, archive, asked)

        asked = {document.request.key for document in documents}
        bodies = read()
        if fetch_anew(bodies, documents):
            bodies = read()
    refused += bodies.refused.values()
    made = good.made()
    is_new = made is None or bodies.used != made.sha256s
    if not bodies.used or (refused and not is_new):
        if is_missing and not refused:
            return Outcome(NO_COMPANY, "not_recorded", rows=good.rows())
        return _nothing_usable(source, module.TABLE, refused, settings)
    frame = bodies.union
    return _write(
        source,
        module.TABLE,
        Parsed(frame, pl.concat([RAW_QUARANTINE.empty(), *bodies.items.values()])),
        _fingerprint(module, registry, bodies.seen),
        settings,
        refused=refused,
        sha256s=bodies.used,
        newest_period=module.newest_period(frame),
        seen=tuple(bodies.seen),
    )


def _read(
    module: WholeSource, registry: Registry, good: LastGood, archive: Archive, asked: set[str]
) -> Bodies:
    """What all archived bodies say, from where the table as it lies ends, if it was made alike."""
    entries = archive.bodies(good.source)
    made, lying = good.made(), good.frame()
    held = made.seen if made else ()
    items = good.items(made) if made else None
    is_continued = (
        made is not None
        and made.inputs == _fingerprint(module, registry, held)
        and [(each.key, each.sha256) for each in held]
        == [(each.key, each.sha256) for each in entries[: len(held)]]
    )
    if is_continued and items is not None and lying.height:
        kept = {each.sha256: items.filter(sha256=each.sha256) for each in held}
        before = Bodies(lying, list(held), kept)
        return read_bodies(module, registry, archive, entries, asked=asked, before=before)
    bodies = read_bodies(module, registry, archive, entries, asked=asked)
    if bodies.unread:
        # What only a body said that the archive has lost is still in the table as it lies.
        lost = lying.filter(pl.col("last_body").is_in(sorted(bodies.unread))).join(
            bodies.union, on=module.TABLE.key, how="anti", nulls_equal=True
        )
        bodies.union = pl.concat([bodies.union, marked(lost, ())])
    return bodies


def made_from(source: str, table: Table, inputs: str, settings: Settings) -> Outcome | None:
    """The outcome `unchanged` if the rows were made from these inputs, else None.

    Args:
        inputs: digest of everything that the rows follow from, see `digest_of`.
    """
    made = _good(source, table, settings).made_from(inputs)
    if made is None:
        return None
    return Outcome(
        NO_COMPANY,
        "unchanged",
        rows=made.rows,
        newest_period=made.newest_period,
        sha256s=made.sha256s,
        sentence=_items_sentence(table, made.quarantined_items),
        quarantined_items=made.quarantined_items,
    )


def write_whole(
    source: str, table: Table, parsed: Parsed, inputs: str, settings: Settings
) -> Outcome:
    """Replace a table by the rows of local files, and the refusals beside it.

    For sources that read files of the project instead of documents of a transport. If an item of
    `parsed.quarantined` is a whole document (`is_whole_document`), the status is `quarantined`;
    the caller decides whether the rows still hold it.

    Raises:
        StorageError: the data directory cannot be written; the rows before stay.
        ValueError: the frame is not of this table, or holds a key twice.
    """
    return _write(source, table, parsed, inputs, settings)


def digest_of(table: Table, *parts: str) -> str:
    """Digest of a table's inputs: the parsers' code, the contract, and the parts given."""
    return hashlib.sha256("\0".join((table.full_name, code_digest(), *parts)).encode()).hexdigest()


@cache
def _module(source: str) -> WholeSource:
    if not source.isidentifier():
        raise ValueError(f"{source!r} is no source module")
    return cast("WholeSource", importlib.import_module(f"pipelines.sources.{source}.source"))


def _good(source: str, table: Table, settings: Settings) -> LastGood:
    return LastGood(source, table, table.name, settings)


def _fingerprint(module: WholeSource, registry: Registry, bodies: Sequence[Entry | Seen]) -> str:
    """Digest of parser, registry and archived bodies."""
    parts = (f"{each.key}={each.sha256}" for each in bodies)
    return digest_of(module.TABLE, module.parser_inputs(registry), *parts)


def _nothing_usable(
    source: str, table: Table, refused: list[Refused], settings: Settings
) -> Outcome:
    good = _good(source, table, settings)
    good.write_quarantine(
        _refused_rows(source, refused).unique(RAW_QUARANTINE.key, keep="last", maintain_order=True)
    )
    return Outcome(
        NO_COMPANY,
        "quarantined",
        rows=good.rows(),
        sha256s=tuple(each.sha256 for each in refused if each.sha256),
        sentence="; ".join(dict.fromkeys(each.sentence for each in refused)),
    )


def _write(
    source: str,
    table: Table,
    parsed: Parsed,
    inputs: str,
    settings: Settings,
    *,
    refused: list[Refused] | None = None,
    sha256s: tuple[str, ...] = (),
    newest_period: dt.date | None = None,
    seen: tuple[Seen, ...] = (),
) -> Outcome:
    frame = table.united(parsed.frame)
    if frame.select(pl.struct(table.key).is_duplicated().any()).item():
        raise ValueError(f"{table.full_name}: a key lies in the rows twice")
    # The same item in two archived bodies is one thing for a person to look at.
    quarantine = RAW_QUARANTINE.conform(
        pl.concat([parsed.quarantined, _refused_rows(source, refused or [])]).unique(
            RAW_QUARANTINE.key, keep="last", maintain_order=True
        )
    )
    items = quarantine.height
    made = Made(inputs, frame.height, newest_period, sha256s, items, seen=seen)
    good = _good(source, table, settings)
    # The quarantine first: killed between the two, the next run parses again.
    good.write_quarantine(quarantine)
    good.write(frame, made)
    whole = quarantine.filter("is_whole_document")["reason"].to_list()
    return Outcome(
        NO_COMPANY,
        "quarantined" if whole else "new",
        rows=frame.height,
        newest_period=newest_period,
        sha256s=sha256s,
        sentence="; ".join(dict.fromkeys(whole)) or _items_sentence(table, items),
        quarantined_items=items,
    )


def _refused_rows(source: str, refused: list[Refused]) -> pl.DataFrame:
    rows = [
        quarantine_rows(
            source,
            NO_COMPANY,
            [Refusal(each.key, each.sentence)],
            sha256=each.sha256,
            is_whole_document=True,
        )
        for each in refused
    ]
    return pl.concat([RAW_QUARANTINE.empty(), *rows])


def _items_sentence(table: Table, items: int) -> str:
    return f"{table.name}: {items} items are left out, see raw.quarantine" if items else ""
