"""The content-addressed store of raw responses, and the index that says where they came from.

A body lies once, compressed, as `objects/<ab>/<sha256>.zst`; the index has one row for each
change of a document. The index also knows each object's size and time of writing, so that one
touched since is found without reading them all. What a body says does not belong here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import zstandard

from pipelines.archive.compression import decompressed
from pipelines.archive.errors import CorruptedObject
from pipelines.archive.index_copy import INDEX
from pipelines.storage.files import StorageError, unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS responses (
    response_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    validated_at TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL
)""",
    "CREATE INDEX IF NOT EXISTS responses_by_key ON responses (source, key, response_id)",
    # `stored_bytes` and `written_ns` as the object was when it was last found sound; both null
    # where it was damaged and no source had it any more.
    """CREATE TABLE IF NOT EXISTS objects (
    sha256 TEXT PRIMARY KEY,
    stored_bytes INTEGER,
    written_ns INTEGER
)""",
)
_SOUND = "INSERT OR REPLACE INTO objects VALUES (?, ?, ?)"
_COLUMNS = "source, key, url, fetched_at, validated_at, etag, last_modified, sha256, bytes"

# More than any body that a source sends, bulk archives included.
_LARGEST_BODY = 4 * 1024**3

# A file that a killed process left behind is certainly nobody's after this time.
_ABANDONED_SECONDS = 3600.0

# Longest wait for another process that is writing the index.
_BUSY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the index: a body, and where and when it came from.

    `fetched_at` is when this body was first seen under this key, `validated_at` when it was
    last confirmed; both UTC, without a zone.
    """

    source: str
    key: str
    url: str
    fetched_at: dt.datetime
    validated_at: dt.datetime
    etag: str | None
    last_modified: str | None
    sha256: str
    bytes: int


class Archive:
    """The store in one directory; several processes may use it at once.

    An object is complete before the index names it, and appears under its name by a rename:
    a process killed anywhere leaves at most a file in `incoming/`, which is swept later.

    Raises:
        StorageError: the directory cannot be created or written.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._objects = directory / "objects"
        self._incoming = directory / "incoming"
        try:
            self._objects.mkdir(parents=True, exist_ok=True)
            self._incoming.mkdir(exist_ok=True)
            self._sweep()
        except OSError as error:
            raise unwritable(error, directory) from error
        with self._transaction() as index:
            for statement in _SCHEMA:
                index.execute(statement)

    def put(
        self,
        source: str,
        key: str,
        url: str,
        body: bytes,
        *,
        etag: str | None,
        last_modified: str | None,
        fetched_at: dt.datetime,
    ) -> Entry:
        """Keep a body and say where it came from; the same body again only confirms its row.

        Raises:
            StorageError: the disk is full or read-only; nothing kept before is lost.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        self._write_object(sha256, body)
        entry = Entry(
            source, key, url, fetched_at, fetched_at, etag, last_modified, sha256, len(body)
        )
        with self._transaction() as index:
            index.execute(_SOUND, (sha256, *self._state(sha256)))
            latest = self._newest(index, source, key)
            if latest is not None and latest.sha256 == sha256:
                return self._confirm(index, latest, fetched_at, etag, last_modified)
            index.execute(
                f"INSERT INTO responses ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                [_stored(getattr(entry, name)) for name in _COLUMNS.split(", ")],
            )
        return entry

    def revalidate(self, entry: Entry, validated_at: dt.datetime) -> Entry:
        """Note that a body still stands, as the source has just confirmed."""
        with self._transaction() as index:
            return self._confirm(index, entry, validated_at, entry.etag, entry.last_modified)

    def latest(self, source: str, key: str) -> Entry | None:
        """The newest row of this document, or None if it never came."""
        with self._transaction(writes=False) as index:
            return self._newest(index, source, key)

    def history(self, source: str, key: str) -> tuple[Entry, ...]:
        """Every change of this document, the newest first."""
        with self._transaction(writes=False) as index:
            rows = index.execute(
                f"SELECT {_COLUMNS} FROM responses WHERE source = ? AND key = ? "  # noqa: S608
                "ORDER BY response_id DESC",
                (source, key),
            ).fetchall()
        return tuple(_entry(row) for row in rows)

    def bodies(self, source: str, names: Sequence[str] | None = None) -> tuple[Entry, ...]:
        """Every change of a source's documents of these names, in the order in which they came.

        A document is of a name if its key is the name, or begins with it and a hyphen; all are
        taken if no names are given.
        """
        # In the order of characters a full stop comes next after a hyphen: an index serves this.
        of_name = "(key = ? OR (key > ? AND key < ?))"
        keys = [key for name in names or () for key in (name, f"{name}-", f"{name}.")]
        where = "1" if names is None else " OR ".join(of_name for _ in names) or "0"
        with self._transaction(writes=False) as index:
            rows = index.execute(
                f"SELECT {_COLUMNS} FROM responses WHERE source = ? AND ({where}) "  # noqa: S608
                "ORDER BY response_id",
                (source, *keys),
            ).fetchall()
        return tuple(_entry(row) for row in rows)

    def has(self, sha256: str) -> bool:
        """Whether the object of this digest lies in the store (its content is not read)."""
        return self._path(sha256).exists()

    def read(self, sha256: str) -> bytes:
        """The body of this digest, verified.

        Raises:
            CorruptedObject: the object is missing, cannot be decompressed, or its content has
                another digest.
        """
        path = self._path(sha256)
        try:
            body = decompressed(path.read_bytes(), _LARGEST_BODY)
        except FileNotFoundError:
            raise CorruptedObject(
                f"{path}: the archived object is missing: run again to fetch it anew"
            ) from None
        except zstandard.ZstdError:
            body = None
        except OSError as error:
            raise StorageError(f"{path}: cannot be read ({error.strerror})") from error
        if body is None or hashlib.sha256(body).hexdigest() != sha256:
            raise CorruptedObject(
                f"{path}: the archived object is corrupted (its content does not match its "
                "digest): run again to fetch it anew"
            )
        return body

    def damaged(self, *, is_thorough: bool = False) -> list[tuple[str, Path]]:
        """Digest and path of each object that the index names and that is not what it says.

        Read is what was touched since it was last sound, or all if `is_thorough`; what is lost
        (`accept_losses`) is not named again.
        """
        with self._transaction() as index:
            named = index.execute("SELECT DISTINCT sha256 FROM responses").fetchall()
            known = {
                row[0]: row[1:]
                for row in index.execute("SELECT sha256, stored_bytes, written_ns FROM objects")
            }
        found, sound = [], []
        for (sha256,) in named:
            state = self._state(sha256)
            is_lost = known.get(sha256) == (None, None) and state == (None, None)
            if is_lost or (known.get(sha256) == state and not is_thorough):
                continue
            if self._is_sound(sha256):
                sound.append((sha256, *state))
            else:
                found.append((sha256, self._path(sha256)))
        if sound and not is_thorough:
            with self._transaction() as index:
                index.executemany(_SOUND, sound)
        return found

    def set_aside(self, sha256: str) -> None:
        """Take a damaged object out of the store, so that its source is asked for it again.

        Raises:
            OSError: it cannot be moved.
        """
        folder = self._directory / "damaged"
        folder.mkdir(exist_ok=True)
        path = self._path(sha256)
        if path.exists():
            path.replace(folder / path.name)

    def accept_losses(self) -> None:
        """After a whole run: what is still missing no source has; it is not sought again."""
        missing = [sha256 for sha256, path in self.damaged() if not path.exists()]
        with self._transaction() as index:
            index.executemany(_SOUND, [(sha256, None, None) for sha256 in missing])

    def _state(self, sha256: str) -> tuple[int | None, int | None]:
        """Size and time of writing of an object; None twice if it is not there."""
        try:
            found = self._path(sha256).stat()
        except FileNotFoundError:
            return None, None
        return found.st_size, found.st_mtime_ns

    def _path(self, sha256: str) -> Path:
        return self._objects / sha256[:2] / f"{sha256}.zst"

    def _write_object(self, sha256: str, body: bytes) -> None:
        path = self._path(sha256)
        if path.exists() and self._is_sound(sha256):
            return
        incoming = self._incoming / f"{sha256}.{os.getpid()}.{time.monotonic_ns()}"
        try:
            try:
                with incoming.open("xb") as file:
                    file.write(zstandard.ZstdCompressor(level=9).compress(body))
                    file.flush()
                    os.fsync(file.fileno())
                path.parent.mkdir(exist_ok=True)
                incoming.replace(path)
            finally:
                incoming.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(error, path) from error

    def _is_sound(self, sha256: str) -> bool:
        try:
            self.read(sha256)
        except CorruptedObject:
            return False
        return True

    def _sweep(self) -> None:
        oldest = time.time() - _ABANDONED_SECONDS
        for path in self._incoming.iterdir():
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:  # another process swept it at the same moment
                continue

    @staticmethod
    def _newest(index: sqlite3.Connection, source: str, key: str) -> Entry | None:
        row = index.execute(
            f"SELECT {_COLUMNS} FROM responses WHERE source = ? AND key = ? "  # noqa: S608
            "ORDER BY response_id DESC LIMIT 1",
            (source, key),
        ).fetchone()
        return None if row is None else _entry(row)

    @staticmethod
    def _confirm(
        index: sqlite3.Connection,
        entry: Entry,
        validated_at: dt.datetime,
        etag: str | None,
        last_modified: str | None,
    ) -> Entry:
        confirmed = replace(
            entry,
            validated_at=max(validated_at, entry.validated_at),
            etag=etag,
            last_modified=last_modified,
        )
        index.execute(
            "UPDATE responses SET validated_at = ?, etag = ?, last_modified = ? "
            "WHERE response_id = (SELECT max(response_id) FROM responses "
            "WHERE source = ? AND key = ? AND sha256 = ?)",
            (
                _stored(confirmed.validated_at),
                etag,
                last_modified,
                entry.source,
                entry.key,
                entry.sha256,
            ),
        )
        return confirmed

    @contextmanager
    def _transaction(self, *, writes: bool = True) -> Iterator[sqlite3.Connection]:
        """A connection for one transaction: none is held open across processes or forks.

        A writer takes the lock before it reads, so that two processes with the same body
        write one row; SQLite's rollback journal undoes what a killed process began.
        """
        path = self._directory / INDEX
        try:
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            try:
                connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()
        except sqlite3.Error as error:
            raise StorageError(
                f"{path}: the archive's index cannot be used ({error}): free space or correct "
                "the permissions there, then run again"
            ) from error


def _stored(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _entry(row: tuple[Any, ...]) -> Entry:
    source, key, url, fetched_at, validated_at, *rest = row
    return Entry(
        source,
        key,
        url,
        dt.datetime.fromisoformat(fetched_at),
        dt.datetime.fromisoformat(validated_at),
        *rest,
    )
