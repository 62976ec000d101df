"""The files that `ledger record` is given: in folders, in zip archives, and inside submissions.

Finds every one and names what it cannot be: nothing is left out without a word. What a file
says is not read here, and nothing is ever unpacked onto the disk.
"""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import zstandard

from pipelines.archive import compression
from pipelines.sources.document import SourceError
from pipelines.sources.encodings import as_utf8
from pipelines.sources.zips import ZIP_ERRORS, zipped_files
from pipelines.text import sgml
from pipelines.text.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Of any one document.
LARGEST_BYTES = compression.LARGEST_BYTES
_MOST_MEMBERS = 200_000

# Folders above a file whose names may say which filing it belongs to.
_FOLDERS_ABOVE = 3
_ACCESSION = re.compile(r"(?<!\d)(\d{10})(-?)(\d{2})\2(\d{6})(?!\d)", re.ASCII)

_NO_DOCUMENT_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_NO_DOCUMENT_STEMS = frozenset(
    {"readme", "license", "licence", "notice", "provenance", "changelog"}
)
_NO_DOCUMENT_SUFFIXES = frozenset(
    {".md", ".rst", ".css", ".js", ".jpg", ".jpeg", ".gif", ".png", ".svg", ".ico"}
)
_TEXT_SUFFIXES = frozenset({"", ".txt", ".md", ".rst"})


@dataclass(frozen=True, slots=True)
class File:
    """One file and where it lies.

    Attributes:
        place: where a person finds it: a path, or `archive.zip!member`.
        name: its own name.
        folder: the place of the files beside it.
        above: the names of the folders and archives around it, the nearest first.
        size: its bytes, 0 if not known.
        header: what the submission that holds it says about the filing.
    """

    place: str
    name: str
    folder: str
    above: tuple[str, ...]
    size: int
    load: Callable[[], bytes] = field(repr=False, compare=False)
    header: sgml.Header = field(default_factory=sgml.Header)

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters."""
        return Path(self.name).suffix.lower()

    @property
    def accession(self) -> str | None:
        """The accession number in the name, or in the name of the nearest folder that has one.

        EDGAR writes it with dashes in file names and without in folder names.
        """
        for name in (self.name, *self.above[:_FOLDERS_ABOVE]):
            if found := _ACCESSION.search(name):
                return f"{found[1]}-{found[3]}-{found[4]}"
        return None

    @property
    def is_no_document(self) -> bool:
        """Whether its name alone says that it holds no data: a readme, a picture, a hidden file."""
        name = self.name.lower()
        stem = name.partition(".")[0]
        return (
            name.startswith(".")
            or name in _NO_DOCUMENT_NAMES
            or self.suffix in _NO_DOCUMENT_SUFFIXES
            or (stem in _NO_DOCUMENT_STEMS and self.suffix in _TEXT_SUFFIXES)
        )

    def read(self) -> bytes:
        """Its bytes; those of a text in UTF-16 or UTF-32 in UTF-8.

        Raises:
            SourceError: it cannot be read, is damaged, or larger than any document.
        """
        if self.size > LARGEST_BYTES:
            raise _too_large()
        body = self.load()
        if len(body) > LARGEST_BYTES:
            raise _too_large()
        return as_utf8(body)


def files_in(paths: Iterable[Path], refuse: Callable[[str, str], None]) -> Iterator[File]:
    """Every file of these paths, each once, sorted; what is not a file at all goes to `refuse`.

    Args:
        paths: files and folders.
        refuse: takes a place and the reason why nothing is read there.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(_walk(path, refuse))
        else:
            found.add(path)
    for path in sorted(found):
        if path.is_file():
            yield _on_disk(path)
        elif path.is_symlink():
            refuse(str(path), "is a link that leads to no file: remove or correct it")
        else:
            refuse(str(path), "is not a regular file")


def _walk(folder: Path, refuse: Callable[[str, str], None]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        refuse(str(error.filename), f"cannot be read ({error.strerror})")

    is_empty = True
    for directory, folders, names in os.walk(folder, onerror=unreadable):
        for name in [*folders, *names]:
            path = Path(directory, name)
            is_empty = False
            if name in names:
                yield path
            elif path.is_symlink():
                refuse(str(path), "is a link to a folder: name that folder itself")
    if is_empty and os.access(folder, os.R_OK):
        refuse(str(folder), "holds no file")


def _on_disk(path: Path) -> File:
    def load() -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise SourceError(f"cannot be read ({error.strerror or error})") from None

    absolute = path.absolute()
    above = tuple(folder.name for folder in absolute.parents)
    return File(str(path), path.name, str(path.parent), above, path.stat().st_size, load)


def beside(file: File) -> dict[str, File]:
    """The files of a folder on the disk, by name; none for a file in an archive."""
    folder = Path(file.folder)
    if not folder.is_dir():
        return {}
    return {path.name: _on_disk(path) for path in sorted(folder.iterdir()) if path.is_file()}


def members(file: File) -> list[File]:
    """The files in a zip archive on the disk, as a folder of its name.

    A member that is zipped alone under its own name and `.zip` lies beside its archive.

    Raises:
        SourceError: it is not a zip, is damaged, or holds too many files.
    """
    try:
        with zipfile.ZipFile(file.place) as archive:
            infos = zipped_files(archive)
    except ZIP_ERRORS as error:
        raise SourceError(
            f"is not a zip, or is cut off or damaged ({error}): get it again"
        ) from None
    if len(infos) > _MOST_MEMBERS:
        raise SourceError(f"holds {len(infos)} files, more than any archive of documents")
    if not infos:
        raise SourceError("holds no file")
    by_name: dict[str, list[zipfile.ZipInfo]] = {}
    for info in infos:
        by_name.setdefault(info.filename, []).append(info)
    is_alone = len(by_name) == 1 and infos[0].filename.lower() == file.name.lower().removesuffix(
        ".zip"
    )
    return [_member(file, copies, is_alone=is_alone) for copies in by_name.values()]


def _member(file: File, copies: list[zipfile.ZipInfo], *, is_alone: bool) -> File:
    """The file of one name, which an archive may hold more than once."""
    info = copies[0]

    def load() -> bytes:
        if len({(each.CRC, each.file_size) for each in copies}) > 1:
            raise SourceError(
                f"stands {len(copies)} times in its archive with different content, and nothing "
                "says which is right: unpack it and give the right one alone"
            )
        try:
            with zipfile.ZipFile(file.place) as archive, archive.open(info) as member:
                return member.read(LARGEST_BYTES + 1)
        except (*ZIP_ERRORS, KeyError) as error:
            raise SourceError(
                f"cannot be read from its archive, which is damaged or encrypted ({error}): get it "
                "again"
            ) from None

    *folders, name = info.filename.replace("\\", "/").split("/")
    above = (*reversed(folders), file.name, *file.above)
    folder = file.folder if is_alone else "/".join([f"{file.place}!", *folders])
    return File(f"{file.place}!{info.filename}", name, folder, above, info.file_size, load)


def parts(file: File, body: bytes) -> list[File]:
    """The documents of a submission, as files in a folder of its name.

    Raises:
        SourceError: it holds no document, or one is cut off.
    """
    try:
        submission = sgml.read(body, file.name)
    except DocumentError as error:
        raise SourceError(str(error)) from None
    header = submission.header

    def part(each: sgml.Part) -> File:
        name = each.file_name or each.type or file.name
        place = file.place if len(submission.parts) == 1 else f"{file.place}!{name}"
        above = (file.name, *file.above)
        return File(place, name, f"{file.place}!", above, len(each.body), lambda: each.body, header)

    return [part(each) for each in submission.parts]


def decompressed(body: bytes) -> bytes:
    """What a body compressed with zstd holds, never more than the bound.

    Raises:
        SourceError: it is no zstd, is damaged, or holds more than any document.
    """
    try:
        return as_utf8(compression.decompressed(body, LARGEST_BYTES))
    except zstandard.ZstdError as error:
        raise SourceError(f"cannot be decompressed ({error}): get it again") from None


def refuse_other_csv(body: bytes) -> None:
    """Refuse a CSV of a known kind that is not recorded, and say where it belongs.

    Raises:
        SourceError: it holds exchange rates or statements.
    """
    first = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0].lower()
    if first.startswith((b"series description", b'"series description', b"date,usd", b"date,dex",
                         b"observation_date,dex")):  # fmt: skip
        raise SourceError(
            "holds exchange rates, which are not recorded from files: `ledger run --live` "
            "fetches them"
        )
    if b"entered_date" in first and b"rounding" in first:
        raise SourceError("holds statements: put it into the folder data/statements/ instead")


def _too_large() -> SourceError:
    return SourceError(f"is larger than {LARGEST_BYTES} bytes, which no document is")
