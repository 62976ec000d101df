"""Finding the files that `ledger record` is given: each is found, or named with a reason."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
import zstandard

from pipelines.sources.document import SourceError
from pipelines.sources.recording import files as record_files
from pipelines.sources.recording.files import File, decompressed, files_in, members

ACCESSION = "0001652044-25-000014"


def found(*paths: Path) -> tuple[list[str], list[tuple[str, str]]]:
    refused: list[tuple[str, str]] = []
    files = files_in(paths, lambda place, reason: refused.append((place, reason)))
    return [file.place for file in files], refused


def test_every_file_of_a_folder_is_found_once(tmp_path: Path) -> None:
    for name in ("b/c/x.HTM", "b/y.json", ".hidden", "a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    files, refused = found(tmp_path, tmp_path / "b", tmp_path / "a.txt")
    assert [os.path.relpath(place, tmp_path) for place in files] == [
        ".hidden",
        "a.txt",
        "b/c/x.HTM",
        "b/y.json",
    ]
    assert refused == []


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "dangling.htm").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").symlink_to(tmp_path.parent)
    os.mkfifo(tmp_path / "pipe.json")
    assert found(tmp_path) == (
        [],
        [
            (str(tmp_path / "folder"), "is a link to a folder: name that folder itself"),
            (
                str(tmp_path / "dangling.htm"),
                "is a link that leads to no file: remove or correct it",
            ),
            (str(tmp_path / "pipe.json"), "is not a regular file"),
        ],
    )


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert found(tmp_path / "empty") == ([], [(str(tmp_path / "empty"), "holds no file")])


@pytest.mark.parametrize(
    ("path", "accession"),
    [
        (f"NVDA_10-K_{ACCESSION}.htm", ACCESSION),
        (f"320193_10K_2023_{ACCESSION}.htm", ACCESSION),
        (f"sec-edgar-filings/GOOGL/10-K/{ACCESSION}/primary-document.html", ACCESSION),
        ("edgar/data/1652044/000165204425000014/goog_htm.xml", ACCESSION),
        (f"{ACCESSION}/xbrl/files/goog_htm.xml", ACCESSION),
        (f"{ACCESSION}-xbrl.zip/goog_htm.xml", ACCESSION),
        (f"0001652044-24-000001/{ACCESSION}/x.htm", ACCESSION),
        ("NVDA_10-K_filed2025-02-26.htm", None),
        ("1000165204425000014/x.htm", None),
        ("0001652044-25000014/x.htm", None),
        ("10001652044-25-000014.htm", None),
    ],
)
def test_the_accession_stands_in_the_name_of_the_file_or_a_folder(
    path: str, accession: str | None
) -> None:
    *above, name = path.split("/")
    file = File(path, name, "", tuple(reversed(above)), 0, bytes)
    assert file.accession == accession


@pytest.mark.parametrize(
    ("name", "is_no_document"),
    [
        (".DS_Store", True),
        ("PROVENANCE.md", True),
        ("README", True),
        ("readme.txt", True),
        ("Thumbs.db", True),
        ("g1.JPG", True),
        ("readme.htm", False),
        ("license.json", False),
        ("report.pdf", False),
        ("full-submission.txt", False),
    ],
)
def test_a_name_may_say_that_a_file_is_no_document(name: str, is_no_document: bool) -> None:
    assert File(name, name, "", (), 0, bytes).is_no_document is is_no_document


def no_refusal(place: str, sentence: str) -> None:
    pytest.fail(f"{place}: {sentence}")


def _zip(path: Path, **files: bytes) -> File:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "/"), body)
    (file,) = files_in([path], no_refusal)
    return file


def test_a_zip_is_a_folder_of_its_name(tmp_path: Path) -> None:
    file = _zip(tmp_path / f"{ACCESSION}-xbrl.zip", a__goog_htm=b"<x/>", b=b"")
    first, second = members(file)
    assert (first.place, first.name) == (f"{file.place}!a/goog_htm", "goog_htm")
    assert (first.read(), first.accession) == (b"<x/>", ACCESSION)
    assert first.folder != second.folder


def test_a_file_zipped_alone_lies_beside_its_archive(tmp_path: Path) -> None:
    path = tmp_path / "goog_lab.xml.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("goog_lab.xml", b"<x/>")
    (file,) = files_in([path], no_refusal)
    (member,) = members(file)
    assert (member.name, member.folder) == ("goog_lab.xml", str(tmp_path))


def test_a_member_without_a_name_is_a_file_like_others(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo(""), b"<x/>")
    (file,) = files_in([path], no_refusal)
    (member,) = members(file)
    assert (member.place, member.read()) == (f"{path}!", b"<x/>")


def test_nothing_is_unpacked_onto_the_disk(tmp_path: Path) -> None:
    file = _zip(tmp_path / "a.zip", **{"..__..__evil.htm": b"x"})
    (member,) = members(file)
    assert member.read() == b"x"
    assert list(tmp_path.iterdir()) == [tmp_path / "a.zip"]
    assert not (tmp_path.parent.parent / "evil.htm").exists()


def test_a_member_larger_than_any_document_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_files, "LARGEST_BYTES", 1000)
    (member,) = members(_zip(tmp_path / "a.zip", bomb=b"\0" * 100_000))
    with pytest.raises(SourceError, match="larger than 1000 bytes"):
        member.read()
    with pytest.raises(SourceError, match="more than 1000 bytes"):
        decompressed(zstandard.ZstdCompressor().compress(b"\0" * 100_000))


@pytest.mark.parametrize("kept", [0.4, 0.9])
def test_a_damaged_zip_is_a_sentence(tmp_path: Path, kept: float) -> None:
    file = _zip(tmp_path / "a.zip", a=os.urandom(500))
    path = Path(file.place)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(SourceError, match="cut off or damaged"):
        members(file)


def test_a_damaged_member_is_a_sentence(tmp_path: Path) -> None:
    file = _zip(tmp_path / "a.zip", a=os.urandom(500))
    (member,) = members(file)
    body = bytearray(Path(file.place).read_bytes())
    body[200:220] = bytes(20)
    Path(file.place).write_bytes(body)
    with pytest.raises(SourceError, match="cannot be read from its archive"):
        member.read()


def test_zstd_without_a_size_is_read_and_one_cut_off_is_refused() -> None:
    frame = zstandard.ZstdCompressor().compressobj()
    body = frame.compress(b"facts" * 1000) + frame.flush()
    assert decompressed(body) == b"facts" * 1000
    for damaged in (body[:-3], b"", b"no zstd"):
        with pytest.raises(SourceError, match="cannot be decompressed"):
            decompressed(damaged)


def _zip_of_copies(path: Path, *bodies: bytes) -> File:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "w") as archive:
        for body in bodies:
            archive.writestr("a.htm", body)
        archive.writestr("b.htm", b"other")
    (file,) = files_in([path], no_refusal)
    return file


def test_a_name_that_a_zip_holds_twice_is_refused_unless_both_say_the_same(tmp_path: Path) -> None:
    doubled, other = members(_zip_of_copies(tmp_path / "a.zip", b"old", b"new"))
    with pytest.raises(SourceError, match="stands 2 times in its archive with different content"):
        doubled.read()
    assert other.read() == b"other"
    same, _ = members(_zip_of_copies(tmp_path / "b.zip", b"one", b"one"))
    assert same.read() == b"one"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("is_marked", [True, False])
@pytest.mark.parametrize(
    "text",
    ["<?xml version='1.0' encoding='UTF-16'?><a>é</a>", '\n{"a": "é"}', "[]", "<html/>"],
)
def test_a_text_in_utf_16_or_32_is_read_as_utf_8(
    tmp_path: Path, encoding: str, is_marked: bool, text: str
) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes((("\ufeff" if is_marked else "") + text).encode(encoding))
    (file,) = files_in([path], no_refusal)
    assert file.read().decode() == text.replace("UTF-16", "utf-8")
    packed = zstandard.ZstdCompressor().compress(path.read_bytes())
    assert decompressed(packed) == file.read()


def test_a_text_in_utf_16_that_is_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffa,b".encode("utf-16-le")[:-1])
    (file,) = files_in([path], no_refusal)
    with pytest.raises(SourceError, match="a file in UTF-16 does and is not one from byte 6 on"):
        file.read()


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf<a/>", b"PK\x03\x04\0\0", b"a\0b", b"", b"\xff<"])
def test_no_other_body_is_taken_for_utf_16(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(body)
    (file,) = files_in([path], no_refusal)
    assert file.read() == body
