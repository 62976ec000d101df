"""Recorded files replay through the archive, by whatever replay the source's own is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.archive.errors import NotRecorded
from pipelines.archive.opening import open_transport
from pipelines.archive.recorded import Document, Replay, not_recorded, recorded_names, render
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request, Response
from pipelines.settings import Settings
from pipelines.storage.files import StorageError

COLUMNS = ("name", "amount")
ROWS = "name,amount\na,1\nb,2\n"
SOURCE = "made_up"


def _names(document: Document) -> str:
    return (document.directory / "names.txt").read_text("utf-8")


def _render(document: Document) -> bytes:
    amounts = {row["name"]: row["amount"] for row in document.rows(COLUMNS)}
    if not document.part:
        return f"{_names(document)}: {amounts}".encode()
    if document.part not in amounts:
        raise not_recorded(document.source, document.key)
    return amounts[document.part].encode()


REPLAY = Replay(re.compile(r"(N\d)(?:/([a-z]))?"), _render, Path(__file__), _names)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    directory = tmp_path / "recorded"
    (directory / SOURCE).mkdir(parents=True)
    (directory / SOURCE / "N1.csv").write_text(ROWS)
    (directory / "names.txt").write_text("one")
    return Settings(data_dir=tmp_path / "data", recorded_dir=directory)


def fetch(settings: Settings, key: str = "N1", source: str = SOURCE, **changes: bool) -> Response:
    transport = open_transport(settings, Archive(settings.archive_dir), REPLAY)
    return transport.fetch(Request(source, key, f"http://x/{key}", **changes))


def test_a_file_and_a_part_of_it_are_documents(settings: Settings) -> None:
    assert fetch(settings).body == b"one: {'a': '1', 'b': '2'}"
    assert fetch(settings, "N1/b").body == b"2"
    assert fetch(settings, "N1/b").url == "http://x/N1/b"
    assert render(settings.recorded_dir, SOURCE, "N1/a", REPLAY) == b"1"


def test_a_replay_of_the_same_data_adds_nothing_to_the_archive(settings: Settings) -> None:
    first, again = fetch(settings), fetch(settings)
    assert (first.not_modified, again.not_modified) == (False, True)
    assert again.entry == first.entry
    assert Archive(settings.archive_dir).history(SOURCE, "N1") == (first.entry,)
    assert len(list(settings.archive_dir.rglob("*.zst"))) == 1


def test_a_document_asked_for_anew_is_rendered_anew(settings: Settings) -> None:
    first = fetch(settings)
    again = fetch(settings, is_fresh=True)
    assert (again.not_modified, again.sha256) == (False, first.sha256)


@pytest.mark.parametrize("changed", [f"{SOURCE}/N1.csv", "names.txt"])
def test_changed_recorded_data_is_a_new_body(settings: Settings, changed: str) -> None:
    first = fetch(settings)
    path = settings.recorded_dir / changed
    path.write_text(path.read_text().replace("2", "3").replace("one", "uno"))
    second = fetch(settings)
    assert (second.not_modified, second.sha256 == first.sha256) == (False, False)


def test_a_replay_restores_what_the_archive_has_lost(settings: Settings) -> None:
    first = fetch(settings)
    next(settings.archive_dir.rglob("*.zst")).unlink()
    assert fetch(settings).body == b"one: {'a': '1', 'b': '2'}"
    assert Archive(settings.archive_dir).has(first.sha256)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (SOURCE, "N2"),
        (SOURCE, "N1/c"),
        (SOURCE, "N1/a/b"),
        (SOURCE, "../names"),
        (SOURCE, "/etc/passwd"),
        (SOURCE, ""),
        ("another", "N1"),
    ],
)
def test_what_is_not_recorded_is_an_answer_of_its_own(
    settings: Settings, source: str, key: str
) -> None:
    with pytest.raises(NotRecorded, match="nothing is recorded: run with --live"):
        fetch(settings, key, source)


@pytest.mark.parametrize(
    "damage",
    [b"other,columns\n1,2\n", b"\xff\xfe", ROWS.encode() + b'"open'],
    ids=["columns", "bytes", "quotes"],
)
def test_a_damaged_recorded_file_is_named(settings: Settings, damage: bytes) -> None:
    path = settings.recorded_dir / SOURCE / "N1.csv"
    path.write_bytes(damage)
    with pytest.raises(StorageError, match=r"again with `ledger record`") as told:
        fetch(settings)
    assert str(path) in str(told.value)


def test_the_recorded_files_are_listed(settings: Settings) -> None:
    (settings.recorded_dir / SOURCE / "N0.csv").write_text(ROWS)
    assert recorded_names(settings.recorded_dir, SOURCE) == ["N0", "N1"]
    assert recorded_names(settings.recorded_dir, "another") == []
