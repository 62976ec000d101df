"""Keeps the files of Dagster's history open for the length of a run. Not here: what is in them.

Dagster opens and closes SQLite for each event. Whoever closes a database last moves its write-ahead
log into it, syncs both and deletes the log (sqlite.org/wal.html), which takes longer than the event
itself. While a second connection is open, no one is the last. And it has each event synced alone,
three thousand a run: here the log is synced when it is moved, which loses the newest events, and
damages none, where the power fails.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipelines.settings import Settings


@contextmanager
def kept_open(settings: Settings) -> Iterator[Callable[[object], None]]:
    """A listener for Dagster's events, which opens the files that they go to and keeps them so.

    Where the history is elsewhere, or there is no such file yet, nothing is opened.
    """
    from sqlalchemy import event  # noqa: PLC0415
    from sqlalchemy.engine import Engine  # noqa: PLC0415

    history = settings.dagster_dir / "history"
    shared = (history / "runs.db", history / "runs" / "index.db")
    with ExitStack() as stack:
        event.listen(Engine, "connect", _sync_with_the_log)
        stack.callback(event.remove, Engine, "connect", _sync_with_the_log)
        opened: set[Path] = set()

        def listen(record: object) -> None:
            own = history / "runs" / f"{getattr(record, 'run_id', '')}.db"
            for path in (*shared, own):
                if path not in opened and path.exists():
                    stack.enter_context(closing(_opened(path)))
                    opened.add(path)

        yield listen


def _sync_with_the_log(connection: object, _: object) -> None:
    """Of what Dagster opens by SQLAlchemy: what is written is synced when the log is moved."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous=normal")


def _opened(path: Path) -> sqlite3.Connection:
    # It may write, since the last one to close puts the database in order; any thread may report.
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw", uri=True, check_same_thread=False
    )
    # The log is joined on the first read.
    connection.execute("select count(*) from sqlite_master").fetchone()
    return connection
