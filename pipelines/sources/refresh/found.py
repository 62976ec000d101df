"""What going through the archived bodies of one file of a table has found.

How they are gone through is in `bodies.py`, what a part of a source makes of it in `parts.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from pipelines.sources.refresh.last_good import Seen


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that cannot be used as a whole: its name, why, and its digest if one came."""

    key: str
    sentence: str
    sha256: str | None = None


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
    def newest(self) -> dict[str, str]:
        """The digest of the newest used body of each document."""
        return {each.key: each.sha256 for each in self.seen if each.is_used}

    @property
    def settled(self) -> tuple[Seen, ...]:
        """The bodies up to the first that is still asked for anew, since it cannot be used."""
        last = {each.key: place for place, each in enumerate(self.seen)}
        return tuple(self.seen[: min((last[key] for key in self.refused), default=None)])

    @property
    def newest_items(self) -> list[pl.DataFrame]:
        """What was refused in the newest body of each document."""
        read = [each for each in self.seen if each.sha256 in self.items]
        newest = {
            each.key: each.sha256
            for each in read
            if each.is_used or not self.items[each.sha256].is_empty()
        }
        return [self.items[sha256] for sha256 in newest.values()]
