"""Each file goes to what records its kind, and what became of it is said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import zstandard

from pipelines.registry import Registry
from pipelines.sources.document import BodyError, SourceError
from pipelines.sources.recording import documents
from pipelines.sources.recording.files import File
from pipelines.sources.recording.kinds import ReportRecording, WrittenReport
from tests.support.record_desk import RecordDesk


class Notes(ReportRecording):
    """Records files that begin with `note`, and says how many lines they hold."""

    def __init__(self, registry: Registry, out_dir: Path) -> None:
        del registry, out_dir
        self.refused: list[tuple[str, str]] = []
        self.lines = 0

    def takes(self, file: File, body: bytes) -> bool:
        return body.startswith(b"note")

    def add(self, file: File, body: bytes) -> None:
        if b"cut" in body:
            raise BodyError("the note is cut off", "the next run fetches it again")
        if b"odd" in body:
            raise SourceError("the note is odd")
        if b"half" in body:
            self.refused.append((file.place, "half a note"))
        self.lines += body.count(b"\n")

    def write(self) -> list[WrittenReport]:
        return [WrittenReport("notes", "all", self.lines)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordDesk:
    monkeypatch.setattr(documents, "recordings", lambda: [Notes])
    return RecordDesk(tmp_path)


def test_compressed_documents_of_the_archive_are_read(desk: RecordDesk) -> None:
    desk.add(zstandard.ZstdCompressor().compress(b"note\n"), "abc.zst")
    damaged = desk.add(b"no zstd", "def.zst")
    summary = desk.record()
    assert summary.written == [WrittenReport("notes", "all", 1)]
    assert [path for path, _ in summary.skipped] == [damaged]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"note, odd", "the note is odd"),
        (b"note, cut", "the note is cut off: get it again"),
        (b'{"cik": 1652044, "facts": {}}', "no source here records facts of the SEC"),
    ],
)
def test_a_document_that_cannot_be_used_is_named_and_the_rest_is_recorded(
    desk: RecordDesk, body: bytes, sentence: str
) -> None:
    desk.add(b"note\n", "good.json")
    bad = desk.add(body, "bad.json")
    summary = desk.record()
    assert summary.skipped == [(bad, sentence)]
    assert summary.lines() == ["notes all: 1 rows", f"skipped {bad}: {sentence}"]
    assert not summary.is_whole


def test_what_is_left_out_of_a_document_is_told_with_its_place(desk: RecordDesk) -> None:
    half = desk.add(b"note, half\n")
    summary = desk.record()
    assert summary.refused == [(half, "half a note")]
    assert summary.lines() == ["notes all: 1 rows", f"refused in {half}: half a note"]
    assert not summary.is_whole


def test_an_archive_in_an_archive_is_named_as_one(desk: RecordDesk) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.json", "note")
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    place = desk.add(outer.getvalue(), "outer.zip")
    [(path, sentence)] = desk.record().skipped
    assert (str(path), sentence) == (
        f"{place}!inner.zip",
        "is an archive in an archive: unpack the outer one, or leave it out",
    )
