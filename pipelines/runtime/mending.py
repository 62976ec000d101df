"""Finds what is damaged in a data directory, and clears it away so that a run writes it anew.

Whatever a run leaves says by itself whether it is whole: a Parquet file holds its seal, the
published files have a list of digests, the archive knows what it keeps, SQLite and DuckDB know how
long they are. What is damaged and can be made again is removed; of what cannot (the history of
runs, an archived body), the damaged file is set aside under another name.

To be called under the lock, but for `damages`, which changes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import yaml

from pipelines.archive.index_copy import INDEX, copy_index, restore_index
from pipelines.archive.store import Archive
from pipelines.dbt.runner import forget_manifest, is_manifest_damaged, manifest_path
from pipelines.dbt.source_views import is_warehouse_damaged
from pipelines.publish.publishing import damaged_published_files, forget_copy
from pipelines.storage import files
from pipelines.storage.files import unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipelines.settings import Settings

_DAMAGED = ".damaged"
# A database that is smaller is read to its end whenever it is looked at.
_SOON_READ = 8_000_000


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not what was written.

    Attributes:
        path: the file.
        remedy: what becomes of it in the next run.
        clear: makes room for what that run will write.
    """

    path: Path
    remedy: str
    clear: Callable[[], None]

    @property
    def sentence(self) -> str:
        """What a person is told."""
        return f"{self.path} was damaged: {self.remedy}"


def mend(settings: Settings, *, is_thorough: bool = False) -> tuple[str, ...]:
    """Clear away what is damaged; a sentence for each thing that the run must now write.

    Args:
        settings: the installation.
        is_thorough: see `damages`; for a run after one that did not end well.

    Raises:
        StorageError: something cannot be removed.
    """
    found = list(damages(settings, is_thorough=is_thorough))
    _clear(found)
    if any(damage.path.name == INDEX for damage in found):
        # Only the index tells which bodies there must be.
        behind = list(_archive(settings, is_thorough=True))
        _clear(behind)
        found += behind
    return tuple(damage.sentence for damage in found)


def _clear(found: Iterable[Damage]) -> None:
    for damage in found:
        try:
            damage.clear()
        except OSError as error:
            raise unwritable(error, damage.path) from error


def accept_losses(settings: Settings) -> None:
    """After a whole run that published: what the archive still lacks is gone for good.

    Raises:
        StorageError: the archive's index cannot be written.
    """
    if settings.archive_dir.exists():
        Archive(settings.archive_dir).accept_losses()


def settle(settings: Settings) -> None:
    """At the end of a run: keep a copy of the archive's index, and none of what is not published.

    Raises:
        StorageError: it cannot be written.
    """
    copy_index(settings.archive_dir)
    forget_copy(settings)


def sweep(settings: Settings) -> None:
    """Remove what killed runs left half written."""
    forget_copy(settings)
    for path in settings.data_dir.rglob(".*.incoming"):
        path.unlink(missing_ok=True)


def damages(settings: Settings, *, is_thorough: bool = False) -> Iterator[Damage]:
    """Everything that is damaged.

    Args:
        settings: the installation.
        is_thorough: read every file to its end; else, of databases and of archived bodies that
            were not touched since, the size alone.
    """
    yield from _published(settings)
    yield from _tables(settings)
    if is_warehouse_damaged(settings, is_thorough=is_thorough):
        yield _removable(settings.warehouse_path, "it is built anew")
    if is_manifest_damaged(settings):
        yield Damage(
            manifest_path(settings),
            "the dbt project is parsed anew",
            partial(forget_manifest, settings),
        )
    yield from _archive(settings, is_thorough=is_thorough)
    yield from _dagster(settings, is_thorough=is_thorough)
    for path in sorted((settings.quality_dir / "validations").glob("*.json")):
        if not _is_json(path):
            yield _removable(path, "it is written anew")


def _published(settings: Settings) -> Iterator[Damage]:
    for path in damaged_published_files(settings):
        # It stays until the new one takes its place.
        yield Damage(path, "it is published anew", lambda: None)


def _tables(settings: Settings) -> Iterator[Damage]:
    from expectations import results_directory  # noqa: PLC0415

    made_by_a_run = (
        settings.raw_dir,
        settings.normalized_dir,
        settings.data_dir / "held",
        settings.data_dir / "changes",
        settings.quality_dir / "failing",
    )
    for folder in made_by_a_run:
        for path in sorted(folder.rglob("*.parquet")):
            if files.is_damaged(path):
                yield _removable(path, "it is written anew")
    for path in sorted(results_directory(settings.quality_dir).glob("*.parquet")):
        if files.is_damaged(path):
            yield Damage(
                path,
                "the results are taken from the published marts, as far as they are there",
                partial(_restore_results, path, settings),
            )


def _restore_results(path: Path, settings: Settings) -> None:
    from expectations import append_results  # noqa: PLC0415
    from pipelines.publish.publishing import published_results  # noqa: PLC0415

    path.unlink()
    append_results(settings.quality_dir, published_results(settings, path.stem))


def _archive(settings: Settings, *, is_thorough: bool) -> Iterator[Damage]:
    if not settings.archive_dir.exists():
        return
    index = settings.archive_dir / INDEX
    if _is_database_damaged(index, is_thorough=True):
        yield Damage(
            index,
            "its copy of the end of the last run takes its place",
            partial(restore_index, settings.archive_dir),
        )
        return
    for path in sorted((settings.archive_dir / "rate_limits").glob("*.sqlite")):
        if _is_database_damaged(path, is_thorough=is_thorough):
            yield _removable(path, "it is written anew")
    archive = Archive(settings.archive_dir)
    for sha256, path in archive.damaged(is_thorough=is_thorough):
        yield Damage(
            path,
            "it is fetched or recorded anew where its source still has it",
            partial(archive.set_aside, sha256),
        )


def _dagster(settings: Settings, *, is_thorough: bool) -> Iterator[Damage]:
    for path in sorted(settings.dagster_dir.rglob("*.db")):
        if _is_database_damaged(path, is_thorough=is_thorough):
            yield Damage(
                path,
                f"it is set aside as {path.name}{_DAMAGED}, and the history of runs begun anew",
                partial(_set_database_aside, path),
            )
    configuration = settings.dagster_dir / "dagster.yaml"
    if configuration.exists() and not _is_mapping(configuration):
        yield Damage(
            configuration,
            f"it is set aside as {configuration.name}{_DAMAGED}, and written anew",
            partial(_set_aside, configuration),
        )


def _removable(path: Path, remedy: str) -> Damage:
    return Damage(path, remedy, partial(_remove_database, path))


def _remove_database(path: Path) -> None:
    for name in (path.name, f"{path.name}.wal"):
        path.with_name(name).unlink(missing_ok=True)


def _set_aside(path: Path) -> None:
    path.replace(path.with_name(path.name + _DAMAGED))


def _set_database_aside(path: Path) -> None:
    _set_aside(path)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _is_database_damaged(path: Path, *, is_thorough: bool) -> bool:
    """Whether there is a file that SQLite cannot read; one that is cut off it knows by its size."""
    if not path.exists():
        return False
    if path.stat().st_size == 0:
        # SQLite makes a database of an empty file; no writer leaves one with no table.
        return True
    try:
        # Neither a lock nor a file beside it: whoever looks changes nothing. What a killed run left
        # in the log is part of the database, which may be half of each.
        has_log = path.with_name(f"{path.name}-wal").exists()
        kind = "" if has_log else "&immutable=1"
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro{kind}", uri=True)
        try:
            connection.execute("select count(*) from sqlite_master").fetchone()
            [(pages,)] = connection.execute("pragma page_count").fetchall()
            [(page_bytes,)] = connection.execute("pragma page_size").fetchall()
            if not has_log and path.stat().st_size < pages * page_bytes:
                return True
            if is_thorough or path.stat().st_size < _SOON_READ:
                (verdict,) = connection.execute("pragma quick_check(1)").fetchone()
                return bool(verdict != "ok")
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        # What cannot be opened at all is a matter of permissions.
        return not isinstance(error, sqlite3.OperationalError)
    return False


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True


def _is_mapping(path: Path) -> bool:
    try:
        return isinstance(yaml.safe_load(path.read_bytes()) or {}, dict)
    except yaml.YAMLError:
        return False
