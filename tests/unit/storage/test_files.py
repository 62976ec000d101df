"""Whole files or none, and Parquet files that say when they are not what was written."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.storage.files import (
    DamagedFile,
    is_damaged,
    read_parquet,
    read_parquet_metadata,
    replace_parquet,
)

if TYPE_CHECKING:
    from pathlib import Path

FRAME = pl.DataFrame({"name": ["a", "b", "0" * 64], "value": [1, 2, None]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "[x] 50%?" / "table.parquet"
    replace_parquet(path, FRAME, {"made": "from this"})
    return path


def test_what_was_written_is_read_with_its_notes(path: Path) -> None:
    assert_frame_equal(read_parquet(path), FRAME)
    assert read_parquet_metadata(path)["made"] == "from this"
    assert not is_damaged(path)


def test_the_same_frame_makes_the_same_bytes(path: Path) -> None:
    before = path.read_bytes()
    replace_parquet(path, FRAME, {"made": "from this"})
    assert path.read_bytes() == before
    # Anybody's Parquet reader reads it.
    assert_frame_equal(pl.read_parquet(path, glob=False), FRAME)


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_a_file_cut_off_is_damaged(path: Path, share: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert is_damaged(path)
    for read in (read_parquet, read_parquet_metadata):
        with pytest.raises(DamagedFile, match=r"is damaged.*`ledger run` writes it anew"):
            read(path)


def test_no_change_of_one_byte_is_read_for_what_was_written(path: Path) -> None:
    content = path.read_bytes()
    chance = random.Random(12)
    for _ in range(300):
        place = chance.randrange(len(content))
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        if not is_damaged(path):
            # The seal's own name was hit: the file is then one without a seal, whole otherwise.
            assert_frame_equal(read_parquet(path), FRAME)


def test_a_file_without_a_seal_is_read_as_it_is(path: Path) -> None:
    FRAME.write_parquet(path)
    assert_frame_equal(read_parquet(path), FRAME)


def test_a_file_that_is_not_there_is_not_damaged(tmp_path: Path) -> None:
    assert not is_damaged(tmp_path / "none.parquet")
    with pytest.raises(FileNotFoundError):
        read_parquet(tmp_path / "none.parquet")
