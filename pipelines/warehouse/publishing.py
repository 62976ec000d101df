"""Publishes the marts: `data/ledger.duckdb` and `data/parquet/`, each replaced in one step.

Both are built beside their place, in `data/.publish/`, and renamed over the old ones once they
are whole and on disk. `data/parquet` is a link to the newest directory under `data/.parquet/`:
a reader that resolves it once reads one generation throughout. The Parquet generation goes
first and the database last, since the database holds the fingerprint: a run killed between the
two finds its fingerprint missing and publishes again.

The Parquet files hold the marts that dbt builds, byte for byte the same for the same input. What
tells of a run (`quality_results`, `fct_changes`, `publication`) is in the database only.
"""

from __future__ import annotations

import itertools
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
from filelock import FileLock

from pipelines import holding
from pipelines.plain_paths import database_folder
from pipelines.warehouse.building import Origin, PublishError, build
from pipelines.warehouse.connections import WarehouseError, connect_published, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import polars as pl

    from pipelines.settings import Settings

_GENERATIONS_KEPT = 3
# A reader that has resolved the link may still open files for this long.
_GRACE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Published:
    """What was published.

    Attributes:
        path: the published database.
        parquet_dir: the generation of Parquet files that the link now names.
        rows: rows of each table of the schema `marts`.
    """

    path: Path
    parquet_dir: Path
    rows: dict[str, int]


def published_fingerprint(settings: Settings) -> str | None:
    """The fingerprint given to the last `publish`; None if nothing whole is published.

    None too where the database cannot be read or the Parquet files are of another generation:
    publishing again mends both.
    """
    if not (settings.published_path.exists() and settings.parquet_dir.is_dir()):
        return None
    try:
        with connect_published(settings) as connection:
            row = connection.execute(
                "select fingerprint, parquet_generation from marts.publication"
            ).fetchone()
    except (WarehouseError, duckdb.Error):
        return None
    if row is None or row[1] != settings.parquet_dir.resolve().name:
        return None
    return str(row[0])


def publish(
    settings: Settings,
    extra: Mapping[str, pl.DataFrame],
    fingerprint: str,
    *,
    rulings: str | None = None,
    code: str | None = None,
) -> Published:
    """Replace the published files by the marts that the warehouse holds now.

    Args:
        settings: where the data lies; dbt's manifest tells which marts there are.
        extra: further tables of the schema `marts`, by name, each declared in `contracts.py`.
        fingerprint: digest of the input, given back by `published_fingerprint`.
        rulings: digest of the registry alone, and
        code: of the code alone: what the next comparison explains its changes by.

    Raises:
        PublishError: a mart is missing, the disk is full or the directory read-only.
        KeyError: `contracts.py` declares no such extra table.
    """
    try:
        with FileLock(settings.data_dir / ".publish.lock"):
            return _publish_locked(settings, extra, Origin(fingerprint, rulings, code))
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


def _publish_locked(
    settings: Settings, extra: Mapping[str, pl.DataFrame], origin: Origin
) -> Published:
    workshop = settings.data_dir / ".publish"
    generations = settings.data_dir / ".parquet"
    # Under the lock, whatever lies in the workshop was left by a run that was killed.
    shutil.rmtree(workshop, ignore_errors=True)
    try:
        generations.mkdir(exist_ok=True)
        generation = _next_generation(generations)
        new_database = workshop / settings.published_path.name
        new_parquet = workshop / "parquet"
        new_parquet.mkdir(parents=True)
        built = database_folder(workshop) / new_database.name
        built.unlink(missing_ok=True)
        rows = build(settings, built, new_parquet, extra, origin=origin, generation=generation)
        if built != new_database:
            shutil.move(built, new_database)
        holding.keep(settings, generation)
        _seal([new_database, *sorted(new_parquet.iterdir())])

        target = generations / generation
        new_parquet.replace(target)
        link = workshop / "link"
        link.symlink_to(target.relative_to(settings.data_dir), target_is_directory=True)
        link.replace(settings.parquet_dir)
        new_database.replace(settings.published_path)
        _sync_directory(generations)
        _sync_directory(settings.data_dir)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    _prune(generations, current=generation)
    return Published(settings.published_path, target, rows)


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
