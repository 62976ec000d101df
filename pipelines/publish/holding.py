"""Holds a company's figures as they were last published, when a run would withdraw them.

With each publication the raw files that it was made from are kept, as further links to the same
bytes. To hold a company its files of then stand in for what came since (`tables.files`), and all
that follows is made from them by the ordinary rules: figures, lineage, filings. What a person
enters or rules is never held. When a company is held is decided in `withdrawals.py`.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import (
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
    RAW_TAIWAN_MONTHLY_REVENUE,
)
from pipelines.storage import tables
from pipelines.storage.files import StorageError, replace_parquet

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from pipelines.contracts.model import Table
    from pipelines.settings import Settings

# What filers and exchanges said, company by company.
HELD_TABLES: tuple[Table, ...] = (
    RAW_SEC_COMPANY_FACTS,
    RAW_SEC_FILINGS,
    RAW_SEC_SEGMENT_FACTS,
    RAW_TAIWAN_MONTHLY_REVENUE,
)
# The one before is still named by the published database while the next is put in its place.
_KEPT = 2


def _folder(settings: Settings) -> Path:
    return settings.data_dir / ".published_raw"


def keep(settings: Settings, generation: str) -> None:
    """Keep the raw files that a publication is made from, under the name of its generation.

    Raises:
        OSError: they cannot be kept.
    """
    folder = _folder(settings)
    for table in HELD_TABLES:
        target = folder / generation / table.name
        target.mkdir(parents=True, exist_ok=True)
        for path in tables.files(table, settings):
            _link(path, target / path.name)
    for old in sorted(path.name for path in folder.iterdir())[:-_KEPT]:
        shutil.rmtree(folder / old)


def _link(path: Path, target: Path) -> None:
    """The same bytes by another name; a copy where the file system knows no links."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)


def is_kept(settings: Settings, generation: str) -> bool:
    """Whether the raw files of a publication are at hand."""
    return (_folder(settings) / generation).is_dir()


def lost(settings: Settings, generation: str, companies: Collection[str]) -> set[str]:
    """Of these companies, those of which a raw row was published from that is gone since."""
    found: set[str] = set()
    for table in HELD_TABLES:
        paths = sorted((_folder(settings) / generation / table.name).glob("*.parquet"))
        try:
            before = tables.read_files(table, _of(table, paths, companies))
        except (StorageError, pl.exceptions.PolarsError, ValueError):
            continue  # damaged, or of an earlier layout: nothing can be compared with it
        now = tables.read(table, settings, companies, as_held=False)
        gone = before.join(now, on=list(table.key), how="anti", nulls_equal=True)
        found |= set(gone["company_id"]) & set(companies)
    return found


def _of(table: Table, paths: Collection[Path], companies: Collection[str]) -> list[Path]:
    return [path for path in paths if not table.partitioned or path.stem in companies]


def hold(settings: Settings, generation: str, companies: Collection[str]) -> None:
    """Let what was published from stand in for what came since, for these companies as well.

    Raises:
        pipelines.storage.files.StorageError: the files cannot be written.
    """
    for table in HELD_TABLES:
        kept = sorted((_folder(settings) / generation / table.name).glob("*.parquet"))
        held = tables.held_directory(table, settings)
        held.mkdir(parents=True, exist_ok=True)
        if table.partitioned:
            for path in _of(table, kept, companies):
                (held / path.name).unlink(missing_ok=True)
                _link(path, held / path.name)
            continue
        is_held = pl.col("company_id").is_in(list(companies))
        both = pl.concat(
            [
                tables.read(table, settings).filter(~is_held),
                tables.read_files(table, kept).filter(is_held),
            ]
        )
        replace_parquet(held / f"{table.name}.parquet", table.united(both))


def release(settings: Settings) -> None:
    """Hold nobody any more."""
    shutil.rmtree(settings.data_dir / "held", ignore_errors=True)
