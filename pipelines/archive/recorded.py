"""The recorded data that the project ships: its files, and their replay through the archive.

The layout is the project's own, figures and identifiers only: a CSV file a document (or a filer)
in the folder of its source. Numbers are written as filed, dates as YYYY-MM-DD. Which documents a
source has, and how its rows become bodies of its API, is the source's own: it gives a `Replay`.
Replaying renders the same bytes each time, so that the parsers of the network's bodies run.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.errors import NotRecorded
from pipelines.archive.transport import Request, Response
from pipelines.storage.files import StorageError, replace_file

if TYPE_CHECKING:
    import re

    from pipelines.archive.store import Archive
    from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class Document:
    """A recorded file, and the document that is asked for.

    Attributes:
        source: whose it is.
        key: the document within the source.
        directory: the recorded data.
        name: the file's name, without its ending.
        part: what is asked for of a file that holds several documents; else empty.
        content: the file's bytes.
    """

    source: str
    key: str
    directory: Path
    name: str
    part: str
    content: bytes

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return _path(self.directory, self.source, self.name)

    def rows(self, columns: tuple[str, ...]) -> list[dict[str, str]]:
        """The file's rows; raises `StorageError` if it has other columns."""
        return rows_of(self.content, columns, self.path)


def _nothing(document: Document) -> str:
    del document
    return ""


@dataclass(frozen=True, slots=True)
class Replay:
    """How the recorded rows of a source become bodies of its API.

    Attributes:
        keys: the keys of its documents: the first group is the file's name, a second one, if the
            pattern has one, the part of it that is asked for.
        render: the body that the rows would come from, the same bytes each time; raises
            `NotRecorded` if the file holds no such part.
        code: the file of code that renders: another rendering, another body.
        beside: what a body says that is recorded in another file.
    """

    keys: re.Pattern[str]
    render: Callable[[Document], bytes]
    code: Path
    beside: Callable[[Document], str] = _nothing

    def etag(self, document: Document) -> str:
        """Changes with the rows, with what lies beside them, and with the rendering."""
        codes = (_digest_of(Path(__file__)), _digest_of(self.code))
        parts = (*codes, self.beside(document).encode(), document.content)
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


class RecordedTransport:
    """Replays the recorded data of a source through the archive, as the network would bring it."""

    def __init__(self, settings: Settings, archive: Archive, replay: Replay | None) -> None:
        self._directory = settings.recorded_dir
        self._replay = replay
        self.archive = archive

    def fetch(self, request: Request) -> Response:
        """Bring one recorded document; unchanged recorded data costs one look at a file.

        Raises:
            NotRecorded: nothing is recorded for this request.
            StorageError: the recorded file cannot be used, or the archive not be written.
        """
        replay = self._replay
        if replay is None:
            raise not_recorded(request.source, request.key)
        document = _document(self._directory, request.source, request.key, replay)
        etag = replay.etag(document)
        known = self.archive.latest(request.source, request.key)
        is_held = known and known.etag == etag and self.archive.has(known.sha256)
        if known and is_held and not request.is_fresh:
            return Response(known, True, self.archive)
        entry = self.archive.put(
            request.source,
            request.key,
            request.url,
            replay.render(document),
            etag=etag,
            last_modified=None,
            fetched_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
        )
        return Response(entry, False, self.archive)

    def close(self) -> None:
        """Nothing is held open."""


def render(directory: Path, source: str, key: str, replay: Replay) -> bytes:
    """A recorded document as the body that the API would send, the same bytes each time.

    Raises:
        NotRecorded: nothing is recorded for this document.
        StorageError: the recorded file is of another layout.
    """
    return replay.render(_document(directory, source, key, replay))


def recorded_names(directory: Path, source: str) -> list[str]:
    """The files of a source that are recorded, without their ending, sorted."""
    return sorted(path.stem for path in (directory / source).glob("*.csv"))


def read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of one recorded file.

    Raises:
        FileNotFoundError: it does not exist.
        StorageError: it has other columns, so it is no recorded data of this version.
    """
    return rows_of(path.read_bytes(), columns, path)


def rows_of(content: bytes, columns: tuple[str, ...], path: Path) -> list[dict[str, str]]:
    """The rows of a recorded file's bytes.

    Raises:
        StorageError: it has other columns, so it is no recorded data of this version.
    """
    try:
        reader = csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise StorageError(
            f"{path}: the recorded data is damaged ({error}): restore the file, or record it "
            "again with `ledger record`"
        ) from error
    if tuple(reader.fieldnames or ()) != columns:
        raise StorageError(
            f"{path}: the recorded data has other columns than {', '.join(columns)}: record it "
            "again with `ledger record`"
        )
    return rows


def write_rows(path: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write one recorded file: the same rows, the same bytes.

    Raises:
        StorageError: it cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    replace_file(path, text.getvalue().encode())


def not_recorded(source: str, key: str) -> NotRecorded:
    """The answer for a document that the recorded data does not hold."""
    return NotRecorded(
        f"{source} {key}: nothing is recorded: run with --live, or record it with `ledger record`"
    )


def _document(directory: Path, source: str, key: str, replay: Replay) -> Document:
    match = replay.keys.fullmatch(key)
    name, part = (*match.groups(default=""), "")[:2] if match else ("", "")
    path = _path(directory, source, name)
    if not name or not path.is_file():
        raise not_recorded(source, key)
    return Document(source, key, directory, name, part, path.read_bytes())


def _path(directory: Path, source: str, name: str) -> Path:
    return directory / source / f"{name}.csv"


@lru_cache
def _digest_of(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()
