"""Dagster's run history, with its SQLite files kept open.

Dagster opens and closes its event log for each of the several hundred events of a run, and
compiles its statements anew each time: four seconds of a run. Here a file stays open while it is
written. Its place, tables and content are Dagster's own, so that any Dagster reads them.
`dagster.yaml` names the class (`pipelines/runtime/run.py` writes it).
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage

if TYPE_CHECKING:
    from collections.abc import Iterator

# The index and the runs that somebody looks at: each open file is three descriptors.
_MOST_OPEN = 8


class OpenEventLog(SqliteEventLogStorage):
    """Dagster's event log in SQLite, one file a run and an index, each opened once."""

    def __init__(self, base_dir: str) -> None:
        self._engines: OrderedDict[str, sa.Engine] = OrderedDict()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        # The lock of the class that this refines: one connection serves all threads, one by one.
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def wipe(self) -> None:
        """Delete all events; a file that is open would keep its own."""
        self._close()
        super().wipe()

    def dispose(self) -> None:
        """Close every file."""
        super().dispose()
        self._close()

    def _engine(self, shard: str) -> sa.Engine:
        if shard not in self._engines:
            engine = sa.create_engine(
                self.conn_string_for_shard(shard),
                poolclass=sa.StaticPool,
                connect_args={
                    "timeout": SQLITE_BUSY_TIMEOUT_SECONDS,
                    "check_same_thread": False,
                },
            )
            if shard != INDEX_SHARD_NAME:
                sa.event.listen(engine, "connect", _write_through)
            self._engines[shard] = engine
            if len(self._engines) > _MOST_OPEN:
                self._engines.popitem(last=False)[1].dispose()
        self._engines.move_to_end(shard)
        return self._engines[shard]

    def _close(self) -> None:
        with self._db_lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()


def _write_through(connection: Any, _: Any) -> None:
    # The UI follows a run by watching its file, which the write-ahead log alone does not touch.
    connection.execute("PRAGMA wal_autocheckpoint=1")


class OpenHistory(DagsterSqliteStorage):
    """Dagster's storage in SQLite whose event log stays open; configured like its parent."""

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        super().__init__(base_dir, inst_data=inst_data)
        self._event_log_storage = OpenEventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> OpenHistory:
        """The storage that `dagster.yaml` asks for; the parent's would make a parent."""
        return cls(inst_data=inst_data, **config_value)
