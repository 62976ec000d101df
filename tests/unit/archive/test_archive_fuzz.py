"""Archived objects and recorded files that are damaged: one sentence each, whatever the bytes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import zstandard

from pipelines.archive import recorded
from pipelines.archive.store import Archive
from tests.support import fuzzing


def test_an_archived_object(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    day = dt.datetime(2026, 7, 1)
    entry = archive.put("s", "k", "u", b"facts" * 9, etag=None, last_modified=None, fetched_at=day)
    (path,) = tmp_path.rglob("*.zst")
    bodies = [path.read_bytes(), zstandard.ZstdCompressor(level=3).compress(b"facts" * 9)]

    def read(body: bytes) -> object:
        path.write_bytes(body)
        return archive.read(entry.sha256)

    assert 0 < fuzzing.try_damages(read, bodies, seed=1) <= fuzzing.COUNT


def test_a_recorded_file(tmp_path: Path) -> None:
    path = tmp_path / "CIK0000000001.csv"
    columns = ("concept", "unit", "start", "end", "value", "accession", "form")
    row = ("us-gaap:A", "USD", "", "2024-12-31", "1", "0000000001-25-000001", "10-K")
    recorded.write_rows(path, columns, [row])

    def read(body: bytes) -> object:
        path.write_bytes(body)
        return recorded.read_rows(path, columns)

    assert fuzzing.try_damages(read, [path.read_bytes()], seed=2, count=fuzzing.COUNT // 4)
