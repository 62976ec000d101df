"""A company's rows of one source on disk: the last good ones, how they were made, what was refused.

How a Parquet file was made lies in its own metadata, so that rows and inputs can never
disagree, wherever a run is killed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.base import NO_COMPANY
from pipelines.storage.files import (
    DamagedFile,
    read_parquet,
    read_parquet_metadata,
    replace_parquet,
    unwritable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipelines.archive.store import Entry
    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import Source

_KEY = "ledger.made"


@dataclass(frozen=True, slots=True)
class Seen:
    """An archived body that was gone through.

    Attributes:
        key: its document.
        sha256: its digest.
        newest_day: the newest day that it speaks of, a filing's or a rate's; None if it was not
            used.
    """

    key: str
    sha256: str
    newest_day: dt.date | None = None

    @property
    def is_used(self) -> bool:
        """Whether its rows are in the table."""
        return self.newest_day is not None


@dataclass(frozen=True, slots=True)
class Made:
    """How a file came to be.

    Attributes:
        inputs: digest of everything that the rows follow from.
        rows: how many rows it holds.
        newest_period: newest period that they speak of.
        sha256s: digests of the bodies they come from.
        quarantined_items: items of those bodies that were refused.
        filings: of a source that is read filing by filing, each one read, with the digests of
            its bodies.
        seen: of a source that is read body by body, those gone through, in their order.
    """

    inputs: str
    rows: int
    newest_period: dt.date | None
    sha256s: tuple[str, ...]
    quarantined_items: int
    filings: dict[str, list[str]] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()

    def to_json(self) -> str:
        """As text, for the file's metadata."""
        seen = [(each.key, each.sha256, _text(each.newest_day)) for each in self.seen]
        parts = [self.inputs, self.rows, _text(self.newest_period), list(self.sha256s)]
        return json.dumps([*parts, self.quarantined_items, self.filings, seen])

    @classmethod
    def from_json(cls, text: str) -> Made:
        """From the file's metadata."""
        inputs, rows, newest, sha256s, items, filings, bodies = json.loads(text)
        seen = tuple(Seen(key, sha256, _date(day)) for key, sha256, day in bodies)
        return cls(inputs, rows, _date(newest), tuple(sha256s), items, filings, seen)


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class LastGood:
    """The files of one company in one source's table, or of a table that is not by company."""

    source: Source
    company_id: str
    settings: Settings

    @property
    def name(self) -> str:
        """What the files are named after."""
        return self.source.table.name if self.company_id == NO_COMPANY else self.company_id

    @property
    def path(self) -> Path:
        """Where the rows lie."""
        return self.source.table.directory(self.settings) / f"{self.name}.parquet"

    @property
    def quarantine_path(self) -> Path:
        """Where the refusals lie; there is no file if there are none."""
        name = f"{self.source.name}__{self.name}.parquet"
        return RAW_QUARANTINE.directory(self.settings) / name

    def made_from(self, inputs: str) -> Made | None:
        """How the rows were made, if from these inputs and nothing was refused since."""
        made = self.made()
        if made is None or made.inputs != inputs or not self._quarantine_agrees(made):
            return None
        return made

    def made(self) -> Made | None:
        """How the rows were made, if there are any that can be read."""
        try:
            text = read_parquet_metadata(self.path).get(_KEY)
        except (FileNotFoundError, DamagedFile):
            return None  # written anew
        try:
            return Made.from_json(text) if text else None
        except (TypeError, ValueError):
            return None  # another version of the ledger wrote it: written anew

    def rows(self) -> int:
        """How many rows lie there."""
        try:
            return read_parquet(self.path).height
        except (FileNotFoundError, DamagedFile):
            return 0

    def frame(self) -> pl.DataFrame:
        """The rows as they lie; none if there are none in today's columns."""
        table = self.source.table
        try:
            return table.united(read_parquet(self.path))
        except (FileNotFoundError, DamagedFile, ValueError, pl.exceptions.PolarsError):
            return table.united(table.empty())

    def write(self, frame: pl.DataFrame, made: Made) -> None:
        """Replace the rows: the same rows and inputs give the same bytes.

        Raises:
            StorageError: the file cannot be written; the rows before stay.
        """
        replace_parquet(self.path, frame, {_KEY: made.to_json()})

    def write_quarantine(self, rows: pl.DataFrame) -> None:
        """Replace the refusals; none removes the file.

        Raises:
            StorageError: the file cannot be written or removed.
        """
        path = self.quarantine_path
        if not rows.is_empty():
            replace_parquet(path, RAW_QUARANTINE.conform(rows))
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(error, path) from error

    def quarantine(self) -> pl.DataFrame | None:
        """The refusals as rows of `RAW_QUARANTINE`; None if they cannot be read."""
        if not self.quarantine_path.is_file():
            return RAW_QUARANTINE.empty()
        try:
            return read_parquet(self.quarantine_path)
        except DamagedFile:
            return None

    def items(self, made: Made) -> pl.DataFrame | None:
        """The items refused in the bodies of these rows; None if they lie there no more."""
        if made.quarantined_items == 0:
            return RAW_QUARANTINE.empty()
        return self.quarantine() if self._quarantine_agrees(made) else None

    def _quarantine_agrees(self, made: Made) -> bool:
        """Whether the refusals are as the parse left them, not as a failed run after it did."""
        rows = self.quarantine()
        if rows is None:
            return False
        return rows.height == made.quarantined_items and not rows["is_whole_document"].any()


def body_names(bodies: Iterable[Entry | Seen]) -> list[str]:
    """What tells archived bodies apart, in their order."""
    return [f"{each.key}={each.sha256}" for each in bodies]


def digest_of(source: Source, registry: Registry, inputs: Iterable[str]) -> str:
    """Digest of everything that rows follow from: contract, code, registry, and these inputs."""
    parts = (source.table.full_name, code_digest(), source.parser_inputs(registry), *inputs)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def code_digest() -> str:
    """A digest of the code that makes rows of bodies: other code makes them anew."""
    folders = (PACKAGE_DIR / "sources", PACKAGE_DIR / "text", PACKAGE_DIR / "contracts")
    files = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
