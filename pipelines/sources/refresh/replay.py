"""A company's archived bodies of one source, gone through in the order in which they came.

What the table already holds is taken from it, and only the bodies since then are read; without
the table all of them are, so that the archive alone restores it. Fetching, and what is written,
is `fetch.py`'s.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.errors import CorruptedObject
from pipelines.archive.transport import Request
from pipelines.sources.document import SourceError, cik_name
from pipelines.sources.refresh.kinship import Bodies, stranger
from pipelines.sources.refresh.last_good import Seen
from pipelines.sources.refresh.union import marked, with_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.archive.store import Archive, Entry
    from pipelines.registry import Company, Registry
    from pipelines.sources.document import Parsed
    from pipelines.sources.refresh.companies import Source
    from pipelines.sources.refresh.last_good import LastGood

    Fingerprint = Callable[[Source, Registry, Sequence[Entry | Seen]], str]


@dataclass(slots=True)
class Replay:
    """What the bodies so far say.

    Attributes:
        union: the table's rows with their history.
        seen: the bodies gone through, in their order.
        items: by document, what was refused in the newest body that was read.
        refused: by document, why its newest body cannot be used.
        unread: digests of bodies that the archive no longer gives.
    """

    union: pl.DataFrame
    seen: list[Seen] = field(default_factory=list)
    items: dict[str, pl.DataFrame] = field(default_factory=dict)
    refused: dict[str, tuple[Exception, str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @property
    def newest(self) -> dict[str, str]:
        """The digest of the newest used body of each document."""
        return {each.key: each.sha256 for each in self.seen if each.is_used}

    @property
    def settled(self) -> tuple[Seen, ...]:
        """The bodies up to the first that is still asked for anew, since it cannot be used."""
        last = {each.key: place for place, each in enumerate(self.seen)}
        return tuple(self.seen[: min((last[key] for key in self.refused), default=None)])

    @property
    def lacking(self) -> int:
        """How many rows the newest bodies no longer state."""
        return int((~self.union["is_in_newest_body"]).sum())


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the bodies of one company in one source."""

    module: Source
    company: Company
    registry: Registry
    archive: Archive

    def from_table(
        self, good: LastGood, bodies: Sequence[Entry], fingerprint: Fingerprint
    ) -> Replay:
        """What all bodies say, from where the table as it lies ends, if it was made alike.

        Args:
            good: the table as it lies.
            bodies: every change of the company's documents, in their order.
            fingerprint: digest of what rows from these bodies follow from.
        """
        made, lying = good.made(), good.frame()
        held = made.seen if made else ()
        items = good.items(made) if made else None
        is_continued = (
            made is not None
            and made.inputs == fingerprint(self.module, self.registry, held)
            and [(each.key, each.sha256) for each in held]
            == [(each.key, each.sha256) for each in bodies[: len(held)]]
        )
        if is_continued and items is not None and lying.height:
            return self.replay(bodies, Replay(lying, list(held), _by_document(items, held)))
        replay = self.replay(bodies)
        if replay.unread:
            # What only a body said that the archive has lost is still in the table as it lies.
            lost = lying.filter(pl.col("last_body").is_in(sorted(replay.unread))).join(
                replay.union, on=good.table.key, how="anti", nulls_equal=True
            )
            kept = self.module.wanted(lost, self.registry)
            replay.union = pl.concat([replay.union, marked(kept, ())])
        return replay

    def replay(self, entries: Sequence[Entry], before: Replay | None = None) -> Replay:
        """Go through the bodies, from where `before` ended.

        Args:
            entries: every change of the company's documents, in their order.
            before: what the first of them say; None to read them all.
        """
        replay = before or Replay(self.module.TABLE.united(self.module.TABLE.empty()))
        last = {entry.key: place for place, entry in enumerate(entries)}
        for place in range(len(replay.seen), len(entries)):
            self._add(replay, entries[place], is_newest=last[entries[place].key] == place)
        replay.union = marked(replay.union, replay.newest.values())
        return replay

    def _add(self, replay: Replay, entry: Entry, *, is_newest: bool) -> None:
        try:
            parsed = self._parsed(replay, entry)
        except (SourceError, CorruptedObject) as error:
            # An older body that cannot be used was named when it was the newest.
            if is_newest:
                replay.refused[entry.key] = (error, entry.sha256)
            if isinstance(error, CorruptedObject):
                replay.unread.add(entry.sha256)
            replay.seen.append(Seen(entry.key, entry.sha256))
            return
        if is_newest:
            # Two CIKs may refuse an item of the same name.
            replay.items[entry.key] = parsed.quarantined.with_columns(
                item=pl.format("{} {}", pl.lit(entry.key), "item"), sha256=pl.lit(entry.sha256)
            )
        if parsed.frame.is_empty():
            replay.seen.append(Seen(entry.key, entry.sha256))
            return
        filed = parsed.frame["filed_date"].max()
        assert isinstance(filed, dt.date)  # the column is a date and never null
        earlier = [each.newest_day for each in replay.seen if each.key == entry.key]
        replay.union = with_body(
            replay.union,
            parsed.frame,
            entry.sha256,
            self.module.TABLE,
            is_behind=any(day is not None and filed < day for day in earlier),
            ciks=self.company.ciks,
        )
        replay.seen.append(Seen(entry.key, entry.sha256, filed))

    def _parsed(self, replay: Replay, entry: Entry) -> Parsed:
        """The rows of a body of this filer; raises `SourceError` if it is another's."""
        cik = self._cik(entry.key)
        request = Request(entry.source, entry.key, entry.url)
        parsed = self.module.parse_document(
            self.archive.read(entry.sha256), request, self.company.company_id, cik, self.registry
        )
        is_first = not any(each.is_used for each in replay.seen if each.key == entry.key)
        known = replay.union.filter(pl.col("cik") == cik)
        if is_first or known.is_empty() or parsed.frame.is_empty():
            return parsed
        names = {self.company.company_name or "", *_names(known)} - {""}
        cell = self.module.TABLE.key if "value" in self.module.TABLE.key else ()
        reason = stranger(
            Bodies(parsed.frame, {parsed.entity_name} - {""}), Bodies(known, names), cell
        )
        if reason is not None:
            raise SourceError(
                f"{self.module.TABLE.name} of {self.company.company_id} ({entry.key}): the body "
                f"{reason}"
            )
        return parsed

    def _cik(self, key: str) -> int:
        return next(cik for cik in self.company.ciks if key.startswith(cik_name(cik)))


def _by_document(items: pl.DataFrame, seen: Sequence[Seen]) -> dict[str, pl.DataFrame]:
    """The items refused in the newest used body of each document."""
    newest = {each.key: each.sha256 for each in seen if each.is_used}
    return {key: items.filter(sha256=digest) for key, digest in newest.items()}


def _names(rows: pl.DataFrame) -> list[str]:
    return rows["entity_name"].unique().to_list() if "entity_name" in rows.columns else []
