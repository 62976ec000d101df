"""Publishes the marts: `data/ledger.duckdb` and `data/parquet/`, both replaced in one step.

A generation is a folder, `data/.published/<generation>/`: the database, the Parquet files, and
`SHA256SUMS`, by which a file that was damaged later is found. It is built in `data/.publish/`, the
marts while they are checked, and is whole and on disk before it gets its place.
`data/.published/current` is a link to the newest one, and its replacement is the publication;
`data/ledger.duckdb` and `data/parquet` lead through it.
A reader that resolves a path once reads one generation throughout.

The Parquet files hold every table, and in a folder `bi/` the views of that schema. Those of what
dbt builds are byte for byte the same for the same input; what tells of a run (`quality_results`,
`fct_changes`, `publication`) is not.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
from filelock import FileLock

from pipelines.contracts.published import QUALITY_RESULTS
from pipelines.publish import holding
from pipelines.publish.building import Origin, PublishError, complete, copy
from pipelines.storage.connections import (
    WarehouseError,
    connect_published,
    one_line,
    read_to_the_end,
)
from pipelines.storage.plain_paths import database_folder
from pipelines.storage.record import GENERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipelines.settings import Settings

_CURRENT = "current"
_DIGESTS = "SHA256SUMS"
# Where the generations of Parquet files lay while the database was a file of its own.
_GENERATIONS_BEFORE = ".parquet"
_GENERATIONS_KEPT = 3
# A reader that has resolved the link may still open files for this long.
_GRACE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Published:
    """What was published.

    Attributes:
        path: the published database.
        generation_dir: the folder that the link now names.
        rows: rows of each table of the schema `marts`.
    """

    path: Path
    generation_dir: Path
    rows: dict[str, int]


def published_fingerprint(settings: Settings) -> str | None:
    """The fingerprint given to the last `publish`; None if nothing whole is published."""
    publication = current_publication(settings)
    return None if publication is None else publication.fingerprint


def current_publication(settings: Settings) -> Origin | None:
    """What the published files say of their own making; None if they are not whole.

    So where the database cannot be read, a file is not what was published, or the Parquet files
    are of another generation: publishing again mends each.
    """
    if not (settings.published_path.exists() and settings.parquet_dir.is_dir()):
        return None
    try:
        with connect_published(settings) as connection:
            row = connection.execute(
                "select fingerprint, rulings, code, request, run_id, parquet_generation "
                "from marts.publication"
            ).fetchone()
    except (WarehouseError, duckdb.Error):
        return None
    if row is None or row[-1] != settings.parquet_dir.resolve().parent.name:
        return None
    return None if damaged_published_files(settings) else Origin(*row[:-1])


def damaged_published_files(settings: Settings) -> list[Path]:
    """The published files that are missing or not what was published; empty before the first.

    Which digests they must have, the database says by its generation: one that cannot be read is
    damaged, and one of an earlier version of the ledger says nothing of itself.
    """
    if not settings.published_path.exists():
        return []
    try:
        with connect_published(settings) as connection:
            [(generation,)] = connection.execute(
                "select parquet_generation from marts.publication"
            ).fetchall()
    except (WarehouseError, duckdb.Error, ValueError):
        return [settings.published_path]
    folder = settings.data_dir / GENERATIONS / generation
    try:
        lines = (folder / _DIGESTS).read_text("utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return []
    wanted = dict(line.split("  ", 1)[::-1] for line in lines)
    paths = {name: folder / name for name in wanted} | {
        settings.published_path.name: settings.published_path
    }
    return [path for name, path in paths.items() if _digest(path) != wanted.get(name)]


def unreadable_published_files(settings: Settings) -> list[Path]:
    """The published files of which something cannot be read, each read to its end.

    Raises:
        WarehouseError: the database cannot be opened.
    """
    unreadable = []
    with connect_published(settings) as connection:
        try:
            read_to_the_end(connection)
        except duckdb.Error:
            unreadable.append(settings.published_path)
    for path in sorted(settings.parquet_dir.rglob("*.parquet")):
        try:
            pl.read_parquet(path, glob=False)
        except (OSError, pl.exceptions.PolarsError):
            unreadable.append(path)
    return unreadable


def published_results(settings: Settings, run_id: str) -> pl.DataFrame:
    """`marts.quality_results` of a run as published; empty if none of it is or can be read."""
    table = QUALITY_RESULTS
    try:
        with connect_published(settings) as connection:
            found = connection.sql(f"from {table.name} where run_id = $run", params={"run": run_id})
            return table.conform(found.pl())
    except (WarehouseError, duckdb.Error, ValueError):
        return table.empty()


def publish(
    settings: Settings,
    extra: Mapping[str, pl.DataFrame],
    fingerprint: str,
    *,
    rulings: str | None = None,
    code: str | None = None,
    request: str | None = None,
    run_id: str | None = None,
    copied: Mapping[str, int] | None = None,
) -> Published:
    """Replace the published files by the marts that the warehouse holds now.

    Args:
        settings: where the data lies; dbt's manifest tells which marts there are.
        extra: further tables of the schema `marts`, by name, each declared in `contracts/`.
        fingerprint: digest of the input, given back by `published_fingerprint`.
        rulings: digest of the registry alone, and
        code: of the code alone: what the next comparison explains its changes by.
        request: digest of what a run offline starts from, if these marts are all that follows
            from it and from nothing else.
        run_id: the run that publishes.
        copied: what `copy_marts` returned, if the warehouse still holds what it copied.

    Raises:
        PublishError: a mart is missing, the disk is full or the directory read-only.
        KeyError: `contracts/` declares no such extra table.
    """
    origin = Origin(fingerprint, rulings, code, request, run_id)
    with _locked(settings):
        try:
            rows = dict(_copy_marts(settings) if copied is None else copied)
            return _complete(settings, extra, origin, rows)
        finally:
            forget_copy(settings)


def copy_marts(settings: Settings) -> dict[str, int]:
    """Copy the marts that the warehouse holds now, for `publish` to complete.

    Returns:
        Rows of each table of the schema `marts`.

    Raises:
        PublishError: a mart is missing, the disk is full or the directory read-only.
    """
    with _locked(settings):
        return _copy_marts(settings)


def forget_copy(settings: Settings) -> None:
    """Remove a copy that nothing was made of."""
    shutil.rmtree(_workshop(settings), ignore_errors=True)


@contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    try:
        with FileLock(settings.data_dir / ".publish.lock"):
            yield
    except OSError as error:
        raise _failure(settings, error.strerror or str(error)) from error
    except duckdb.Error as error:
        raise _failure(settings, one_line(error)) from error


def _failure(settings: Settings, reason: str) -> PublishError:
    return PublishError(
        f"{settings.data_dir}: publishing failed and the last published files stay: "
        f"{reason.rstrip('.')}: see that the directory can be written and the disk has room, "
        "then run `ledger run`"
    )


def _workshop(settings: Settings) -> Path:
    return settings.data_dir / ".publish"


def _new(settings: Settings) -> Path:
    """The generation that is being made."""
    return _workshop(settings) / "new"


def _built(settings: Settings) -> Path:
    """Its database, where DuckDB can write one."""
    new = _new(settings)
    return database_folder(new) / settings.published_path.name


def _copy_marts(settings: Settings) -> dict[str, int]:
    # Under the lock, whatever lies in the workshop was left by a run that was killed.
    forget_copy(settings)
    parquet_dir = _new(settings) / settings.parquet_dir.name
    parquet_dir.mkdir(parents=True)
    built = _built(settings)
    built.unlink(missing_ok=True)
    return copy(settings, built, parquet_dir)


def _complete(
    settings: Settings, extra: Mapping[str, pl.DataFrame], origin: Origin, rows: dict[str, int]
) -> Published:
    workshop, new, built = _workshop(settings), _new(settings), _built(settings)
    generations = settings.data_dir / GENERATIONS
    generations.mkdir(exist_ok=True)
    generation = _next_generation(generations)
    parquet_dir = new / settings.parquet_dir.name
    rows |= complete(built, parquet_dir, extra, origin=origin, generation=generation)
    if built.parent != new:
        shutil.move(built, new / built.name)
    holding.keep(settings, generation)
    _note_digests(new)
    _seal(path for path in sorted(new.rglob("*")) if path.is_file())
    target = generations / generation
    new.replace(target)
    _sync_directory(generations)
    _link(generations / _CURRENT, Path(generation), workshop)
    for path in (settings.published_path, settings.parquet_dir):
        _link(path, Path(GENERATIONS, _CURRENT, path.name), workshop)
    _sync_directory(generations)
    _sync_directory(settings.data_dir)
    _prune(generations, current=generation)
    _prune_before(settings.data_dir / _GENERATIONS_BEFORE)
    return Published(settings.published_path, target, rows)


def _link(path: Path, to: Path, workshop: Path) -> None:
    """Make a path a link, in one step, if it is not that link already.

    What stands there instead is of an earlier layout, or of a copy whose links were resolved.
    """
    if path.is_symlink() and path.readlink() == to:
        return
    link = workshop / "link"
    link.symlink_to(to)
    if path.is_dir() and not path.is_symlink():
        path.replace(workshop / f"copied {path.name}")
    link.replace(path)


def _seal(paths: Iterable[Path]) -> None:
    """On disk, and read-only from now on."""
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.fchmod(descriptor, 0o444)
        finally:
            os.close(descriptor)
        _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _next_generation(generations: Path) -> str:
    """A name that sorts after every earlier one, whatever the clock did."""
    newest = max((int(path.name) for path in generations.glob("[0-9]*")), default=0)
    return f"{max(time.time_ns(), newest + 1):020d}"


def _prune(generations: Path, current: str) -> None:
    """Remove generations that were replaced long enough ago, but none of the newest few."""
    names = sorted(path.name for path in generations.glob("[0-9]*"))
    for name, successor in itertools.pairwise(names):
        replaced_for = time.time() - int(successor) / 1e9
        is_recent = name in names[-_GENERATIONS_KEPT:] or replaced_for < _GRACE_SECONDS
        if name != current and not is_recent:
            shutil.rmtree(generations / name, ignore_errors=True)


def _prune_before(generations: Path) -> None:
    """Remove the Parquet generations of the earlier layout once no reader can hold them."""
    newest = max((int(path.name) for path in generations.glob("[0-9]*")), default=0)
    if time.time() - newest / 1e9 > _GRACE_SECONDS:
        shutil.rmtree(generations, ignore_errors=True)


def _note_digests(folder: Path) -> None:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    lines = (f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / _DIGESTS).write_text("".join(lines), "utf-8")


def _digest(path: Path) -> str | None:
    """Digest of a file; None if it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
