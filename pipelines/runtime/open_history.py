"""Keeps the connections to Dagster's history for the length of a run. Not here: what is in it.

Dagster opens and closes SQLite for each event and each question, some four thousand times a run.
That takes as long as the event itself, and whoever closes a database last also moves its
write-ahead log into it, syncs both and deletes the log (sqlite.org/wal.html). SQLAlchemy's event
`do_connect` lets another hand out the connections: here the ones that were given back. What they
write is synced when the log is moved, and not event by event: where the power fails the newest
events are lost, and none is damaged. SQLAlchemy compiles a statement once for an engine, of which
Dagster makes one for each event: its option `compiled_cache` has them compiled once a run.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Dialect

    from pipelines.settings import Settings


class _Connections:
    """The connections to the files of one folder, each in one hand at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: list[_Kept] = []
        # Lists, since to append and to pop is whole in itself, whatever threads do.
        self._at_hand: defaultdict[str, list[_Kept]] = defaultdict(list)
        # What is compiled is compiled for a dialect: the first engine's serves them all.
        self._dialect: Dialect | None = None
        self._compiled: dict[Any, Any] = {}

    def connect(
        self, dialect: Any, _: object, arguments: list[Any], named: dict[str, Any]
    ) -> sqlite3.Connection | None:
        """A connection for SQLAlchemy; None, so that it opens its own, to a file elsewhere."""
        if dialect.name != "sqlite" or not self._is_here(arguments[0]):
            return None
        try:
            return self._at_hand[arguments[0]].pop()
        except IndexError:
            opened: _Kept = sqlite3.connect(
                *arguments, **named | {"factory": _Kept, "check_same_thread": False}
            )
            opened.at_hand = self._at_hand[arguments[0]]
            opened.execute("pragma synchronous=normal")
            self._opened.append(opened)
            return opened

    def share(self, connection: Connection) -> None:
        """Let a connection run what was compiled for another, of whatever engine."""
        if self._is_here(connection.engine.url.database or ""):
            self._dialect = connection.dialect = self._dialect or connection.dialect
            connection.execution_options(compiled_cache=self._compiled)

    def close(self) -> None:
        for connection in self._opened:
            connection.end()

    def _is_here(self, path: str) -> bool:
        return self._folder in Path(path).parents


class _Kept(sqlite3.Connection):
    """A connection that is given back where another is closed."""

    at_hand: list[_Kept]

    def close(self) -> None:
        self.rollback()
        self.at_hand.append(self)

    def end(self) -> None:
        super().close()


@contextmanager
def kept_open(settings: Settings) -> Iterator[None]:
    """Hand Dagster the same connections to the files of its history again and again."""
    from sqlalchemy import event  # noqa: PLC0415
    from sqlalchemy.engine import Engine  # noqa: PLC0415

    connections = _Connections(settings.dagster_dir)
    event.listen(Engine, "do_connect", connections.connect)
    event.listen(Engine, "engine_connect", connections.share)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", connections.connect)
        event.remove(Engine, "engine_connect", connections.share)
        connections.close()
