"""The archive: content-addressed, atomic, verified, and quiet about what has not changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.archive.errors import CorruptedObject
from pipelines.archive.store import Archive, Entry
from pipelines.settings import PROJECT_DIR
from pipelines.storage.files import StorageError

NOON = dt.datetime(2026, 7, 1, 12)
REPOSITORY = PROJECT_DIR


def put(archive: Archive, body: bytes, at: dt.datetime = NOON, etag: str | None = "v1") -> Entry:
    return archive.put(
        "sec", "CIK1", "http://x/1", body, etag=etag, last_modified=None, fetched_at=at
    )


def objects(directory: Path) -> list[Path]:
    return sorted(directory.rglob("*.zst"))


def test_a_body_comes_back_under_its_digest(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entry = put(archive, b"figures")
    digest = hashlib.sha256(b"figures").hexdigest()
    assert entry == Entry("sec", "CIK1", "http://x/1", NOON, NOON, "v1", None, digest, 7)
    assert archive.latest("sec", "CIK1") == entry
    assert archive.read(digest) == b"figures"
    assert objects(tmp_path) == [tmp_path / "objects" / digest[:2] / f"{digest}.zst"]


def test_nothing_is_known_of_a_document_that_never_came(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    put(archive, b"figures")
    assert archive.latest("sec", "CIK2") is None
    assert archive.latest("other", "CIK1") is None


def test_the_same_body_again_adds_no_object_and_no_row(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    put(archive, b"figures")
    later = NOON + dt.timedelta(days=1)
    entry = put(archive, b"figures", later, etag="v2")
    assert len(objects(tmp_path)) == 1
    assert archive.history("sec", "CIK1") == (entry,)
    assert (entry.fetched_at, entry.validated_at, entry.etag) == (NOON, later, "v2")


def test_a_changed_body_keeps_the_one_before(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = put(archive, b"old")
    second = put(archive, b"new", NOON + dt.timedelta(days=1))
    back = put(archive, b"old", NOON + dt.timedelta(days=2))
    assert archive.history("sec", "CIK1") == (back, second, first)
    assert archive.latest("sec", "CIK1") == back
    assert [archive.read(each.sha256) for each in (back, second)] == [b"old", b"new"]
    assert len(objects(tmp_path)) == 2


def test_a_revalidation_is_noted(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entry = put(archive, b"figures")
    later = NOON + dt.timedelta(hours=1)
    assert archive.revalidate(entry, later).validated_at == later
    latest = archive.latest("sec", "CIK1")
    assert latest is not None
    assert (latest.validated_at, latest.fetched_at, latest.etag) == (later, NOON, "v1")


@pytest.mark.parametrize("damage", [b"", b"no zstd at all", None])
def test_a_corrupted_object_is_told_by_its_path(tmp_path: Path, damage: bytes | None) -> None:
    archive = Archive(tmp_path)
    entry = put(archive, b"figures")
    other = put(archive, b"other figures")
    path = tmp_path / "objects" / entry.sha256[:2] / f"{entry.sha256}.zst"
    other_path = tmp_path / "objects" / other.sha256[:2] / f"{other.sha256}.zst"
    path.write_bytes(other_path.read_bytes() if damage is None else damage)
    with pytest.raises(CorruptedObject, match=r"corrupted.*: run again to fetch it") as told:
        archive.read(entry.sha256)
    assert str(path) in str(told.value)


def test_a_missing_object_is_told(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entry = put(archive, b"figures")
    objects(tmp_path)[0].unlink()
    assert not archive.has(entry.sha256)
    with pytest.raises(CorruptedObject, match="missing"):
        archive.read(entry.sha256)


def test_a_corrupted_object_is_healed_when_its_body_comes_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entry = put(archive, b"figures")
    objects(tmp_path)[0].write_bytes(b"damage")
    put(archive, b"figures")
    assert archive.read(entry.sha256) == b"figures"


def test_a_write_that_fails_leaves_no_object_and_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StorageError, match=r"No space left on device.*run again"):
            put(archive, b"figures")
    assert objects(tmp_path) == []
    assert list((tmp_path / "incoming").iterdir()) == []
    assert archive.latest("sec", "CIK1") is None
    assert archive.read(put(archive, b"figures").sha256) == b"figures"


def test_a_directory_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file where the directory should be")
    with pytest.raises(StorageError, match=r"archive.*cannot be written"):
        Archive(tmp_path / "archive")


def test_what_a_killed_process_left_is_swept_once_it_is_old(tmp_path: Path) -> None:
    Archive(tmp_path)
    old, recent = tmp_path / "incoming" / "old", tmp_path / "incoming" / "recent"
    old.write_bytes(b"half")
    recent.write_bytes(b"half")
    os.utime(old, (0, 0))
    Archive(tmp_path)
    assert not old.exists()
    assert recent.exists()


_WRITER = """
import datetime as dt, sys
from pathlib import Path
from pipelines.archive.store import Archive
archive = Archive(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    body = b"body %d" % number
    archive.put("sec", "CIK%d" % number, "http://x", body, etag=None, last_modified=None,
                fetched_at=dt.datetime(2026, 7, 1))
    print(number, flush=True)
"""


def writer(directory: Path, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(directory), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


@pytest.mark.engine
def test_several_processes_write_one_row_for_one_body(tmp_path: Path) -> None:
    writers = [writer(tmp_path, 30) for _ in range(3)]
    assert [process.wait() for process in writers if process.communicate()] == [0, 0, 0]
    archive = Archive(tmp_path)
    assert [len(archive.history("sec", f"CIK{number}")) for number in range(30)] == [1] * 30
    assert len(objects(tmp_path)) == 30


@pytest.mark.engine
@pytest.mark.parametrize("written", [1, 4, 11])
def test_a_killed_process_leaves_only_whole_objects(tmp_path: Path, written: int) -> None:
    process = writer(tmp_path, 100_000)
    assert process.stdout is not None
    for _ in range(written):
        process.stdout.readline()
    process.kill()
    process.communicate()
    archive = Archive(tmp_path)
    entries = [archive.latest("sec", f"CIK{number}") for number in range(written)]
    assert [entry and archive.read(entry.sha256) for entry in entries] == [
        b"body %d" % number for number in range(written)
    ]
    for path in objects(tmp_path):
        assert archive.read(path.stem).startswith(b"body ")


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(st.binary(max_size=64), min_size=1, max_size=6))
def test_history_lists_each_change_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]
) -> None:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    for body in bodies:
        put(archive, body)
    changes = [body for at, body in enumerate(bodies) if at == 0 or body != bodies[at - 1]]
    history = archive.history("sec", "CIK1")
    assert [archive.read(entry.sha256) for entry in reversed(history)] == changes
