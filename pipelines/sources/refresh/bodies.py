"""The archived bodies of one file of a table, gone through in the order in which they came.

Every body counts: what one of them once said stays (`union.py`). What the table already holds is
taken from it, and only the bodies since then are read; without the table all of them are, so
that the archive alone restores it. What is asked for and what is written is elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.errors import CorruptedObject
from pipelines.archive.transport import Request
from pipelines.sources.base import NO_COMPANY
from pipelines.sources.document import Refusal, SourceError, quarantine_rows
from pipelines.sources.encodings import as_utf8
from pipelines.sources.refresh.found import Bodies, Refused
from pipelines.sources.refresh.last_good import Seen, body_names, digest_of
from pipelines.sources.refresh.union import marked

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipelines.archive.store import Archive, Entry
    from pipelines.sources.refresh.last_good import LastGood
    from pipelines.sources.refresh.parts import Part


def read_bodies(
    part: Part, good: LastGood, archive: Archive, asked: Collection[str] | None = None
) -> Bodies:
    """What all bodies say, from where the table as it lies ends, if it was made alike.

    A document whose newest body cannot be used is refused, if it was asked for; an older body
    that cannot be used was refused when it was the newest.

    Args:
        part: whose bodies, and how they are read.
        good: the table as it lies.
        archive: holds the bodies.
        asked: the documents that were asked for; None for all.
    """
    entries = part.entries(archive)
    table = part.source.table
    made, lying = good.made(), good.frame()
    held = made.seen if made else ()
    items = good.items(made) if made else None
    is_continued = (
        made is not None
        and made.inputs == digest_of(part.source, part.registry, body_names(held))
        and body_names(held) == body_names(entries[: len(held)])
    )
    if is_continued and items is not None and lying.height:
        of_held = {each.sha256: items.filter(sha256=each.sha256) for each in held}
        bodies = Bodies(lying, list(held), of_held)
        _go_through(bodies, part, archive, entries, asked)
        return bodies
    bodies = Bodies(table.united(table.empty()))
    _go_through(bodies, part, archive, entries, asked)
    if bodies.unread:
        # What only a body said that the archive has lost is still in the table as it lies.
        lost = lying.filter(pl.col("last_body").is_in(sorted(bodies.unread))).join(
            bodies.union, on=table.key, how="anti", nulls_equal=True
        )
        bodies.union = pl.concat([bodies.union, marked(part.wanted(lost), ())])
    return bodies


def _go_through(
    bodies: Bodies,
    part: Part,
    archive: Archive,
    entries: Sequence[Entry],
    asked: Collection[str] | None,
) -> None:
    """Add the bodies that are not among those seen."""
    last = {entry.key: place for place, entry in enumerate(entries)}
    for place in range(len(bodies.seen), len(entries)):
        entry = entries[place]
        try:
            _add(bodies, part, archive, entry)
        except (SourceError, CorruptedObject) as error:
            bodies.seen.append(Seen(entry.key, entry.sha256))
            if isinstance(error, CorruptedObject):
                bodies.unread.add(entry.sha256)
            if last[entry.key] == place and (asked is None or entry.key in asked):
                bodies.refused[entry.key] = Refused(entry.key, str(error), entry.sha256)
            elif part.accumulates:
                bodies.items[entry.sha256] = _left_out(entry, str(error))
    bodies.union = marked(bodies.union, bodies.newest.values())


def _add(bodies: Bodies, part: Part, archive: Archive, entry: Entry) -> None:
    """Add what a body says; raises `SourceError` or `CorruptedObject` if it cannot be used."""
    request = Request(entry.source, entry.key, entry.url)
    body = as_utf8(archive.read(entry.sha256), part.called(entry.key))
    parsed = part.parse(body, request)
    reason = part.objection(entry.key, parsed, bodies)
    if reason is not None:
        raise SourceError(f"{part.called(entry.key)}: the body {reason}")
    # Two documents may refuse an item of the same name.
    bodies.items[entry.sha256] = parsed.quarantined.with_columns(
        item=pl.format("{} {}", pl.lit(entry.key), "item"), sha256=pl.lit(entry.sha256)
    )
    if parsed.frame.is_empty() and part.is_by_company:
        bodies.seen.append(Seen(entry.key, entry.sha256))
        return
    newest = part.newest_day(parsed.frame)
    earlier = [each.newest_day for each in bodies.seen if each.key == entry.key]
    is_behind = newest is not None and any(day is not None and newest < day for day in earlier)
    bodies.union = part.united(bodies.union, parsed.frame, entry.sha256, is_behind=is_behind)
    # A body about all companies without a row is used all the same: it says that there is none.
    bodies.seen.append(Seen(entry.key, entry.sha256, newest or entry.fetched_at.date()))


def _left_out(entry: Entry, sentence: str) -> pl.DataFrame:
    item = f"{entry.key} body of {entry.fetched_at:%Y-%m-%d %H:%M:%S}"
    return quarantine_rows(entry.source, NO_COMPANY, [Refusal(item, sentence)], sha256=entry.sha256)
