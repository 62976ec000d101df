"""A published record is read from whichever file still holds it: it is never taken for empty."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.storage.record import GENERATIONS, RecordLost, published_record

if TYPE_CHECKING:
    from pathlib import Path

QUERIES = {"said": "select n from marts.fct_said"}
TABLES = ("fct_said", "lineage")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "[x] 50%")


def published(settings: Settings, number: int, record: bool = True) -> Path:
    """A publication whose record says its number; returns its folder."""
    folder = settings.data_dir / GENERATIONS / f"{number:020d}"
    (folder / "parquet").mkdir(parents=True)
    database = folder / settings.published_path.name
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        for table in TABLES if record else TABLES[1:]:
            connection.execute(f"create table marts.{table} as select {number} as n")
            content = connection.sql(f"from marts.{table}").pl()
            content.write_parquet(folder / "parquet" / f"{table}.parquet")
    for link, target in (
        (settings.published_path, database), (settings.parquet_dir, folder / "parquet")
    ):  # fmt: skip
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    return folder


def said(settings: Settings) -> list[int]:
    return [row["n"] for row in published_record(settings, QUERIES, TABLES)["said"]]


def damage(path: Path) -> None:
    path.write_bytes(b"damaged")


def test_nothing_is_said_where_nothing_is_published(settings: Settings) -> None:
    assert said(settings) == []


def test_a_layout_without_the_record_has_none(settings: Settings) -> None:
    published(settings, 1, record=False)
    assert said(settings) == []
    damage(settings.published_path)
    assert said(settings) == []


def test_a_damaged_database_has_its_record_beside_it(settings: Settings) -> None:
    published(settings, 1)
    published(settings, 2)
    assert said(settings) == [2]
    damage(settings.published_path)
    assert said(settings) == [2]
    settings.published_path.unlink()
    assert said(settings) == [2]


@pytest.mark.parametrize("table", TABLES)
def test_the_publication_before_speaks_where_the_newest_is_damaged(
    settings: Settings, table: str
) -> None:
    published(settings, 1)
    newest = published(settings, 2)
    damage(settings.published_path)
    damage(newest / "parquet" / f"{table}.parquet")
    assert said(settings) == [1]


def test_a_record_that_nothing_holds_any_more_is_refused_in_a_sentence(settings: Settings) -> None:
    folder = published(settings, 1)
    damage(settings.published_path)
    damage(folder / "parquet" / "fct_said.parquet")
    with pytest.raises(RecordLost, match="the published fct_said cannot be read") as refused:
        said(settings)
    assert "restore" in str(refused.value)
    assert "\n" not in str(refused.value)
    shutil.rmtree(folder / "parquet")
    with pytest.raises(RecordLost):
        said(settings)
