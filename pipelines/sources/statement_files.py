"""The CSV files in which people enter what companies say, and what all kinds have in common.

The files are those that the project ships (`pipelines/statements/`) and every other CSV file in
`settings.statements_dir`; a column of its header says of which kind one is. What the cells of a
kind mean is in the folder of its source, and how it becomes one in `statement_source.py`: a row
that cannot be used is quarantined alone, with everything that is wrong with it, and the rest
publishes.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipelines.settings import STATEMENTS_DIR
from pipelines.sources.document import Refusal, SourceError, quarantine_rows
from pipelines.sources.encodings import as_utf8

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from pipelines.settings import Settings

# What stands in no column that the header names.
BEYOND = ""
# The surest first.
CONFIDENCES = ("high", "medium", "low")
ACCESSION = re.compile(r"[0-9]{10}-[0-9]{2}-[0-9]{6}")
ADDRESS = re.compile(r"https?://[^\s/]+/\S*")

_SHIPPED = "shipped"
_OWN = "own"
_SUFFIX = ".csv"
_MOST_BYTES = 50_000_000
# The files that a spreadsheet program keeps beside the one that it has open.
_OF_PROGRAMS = (".", "~$")
_SHOWN = 60
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class StatementsFile:
    """One CSV file: the name by which rows and refusals call it, and its bytes.

    `unreadable` is the reason why there are no bytes.
    """

    name: str
    body: bytes = b""
    unreadable: str = ""

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the project."""
        return self.name.startswith(f"{_SHIPPED}/")


class FileRefused(Exception):
    """A file that cannot be used: where and what is wrong with it."""


class RowRefused(Exception):
    """A row that cannot be used: every fault as its column and what is wrong with the cell."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"column {column}: {problem}" for column, problem in faults))


def statements_files(settings: Settings) -> list[StatementsFile]:
    """The shipped files, then whatever lies in the folder of a person's own, each by name."""
    files = _files_in(STATEMENTS_DIR, _SHIPPED)
    own = settings.statements_dir
    if own == STATEMENTS_DIR.resolve():
        return files
    if not own.exists() and not own.is_symlink():
        is_wanted = own != settings.data_dir / "statements"
        reason = f"LEDGER_STATEMENTS_DIR={own}: there is no such folder"
        return [*files, StatementsFile(_OWN, unreadable=reason)] if is_wanted else files
    return files + _files_in(own, _OWN)


def days_to_come(settings: Settings) -> bytes:
    """What is written like a day that is still to come in a person's files; one changes daily."""
    now = today().isoformat().encode()
    found = {day for file in statements_files(settings) for day in _DAY.findall(file.body)}
    return b" ".join(sorted(day for day in found if day > now))


def names_column(file: StatementsFile, column: str) -> bool:
    """Whether the first line of a file names a column."""
    first = file.body[:4096].lstrip(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    return column in [cell.strip().strip('"').lower() for cell in first.split(",")]


def today() -> dt.date:
    """The day of now (UTC)."""
    return dt.datetime.now(dt.UTC).date()


def _files_in(folder: Path, label: str) -> list[StatementsFile]:
    """Everything in a folder, in the order of the names; what is not a CSV file says so."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        return [StatementsFile(label, unreadable=_reason(error))]
    return [
        _read(path, f"{label}/{path.name}")
        for path in paths
        if not path.name.startswith(_OF_PROGRAMS)
    ]


def _read(path: Path, name: str) -> StatementsFile:
    try:
        unreadable = _why_no_csv(path)
        if unreadable:
            return StatementsFile(name, unreadable=unreadable)
        with path.open("rb") as file:
            body = file.read(_MOST_BYTES + 1)
    except OSError as error:
        return StatementsFile(name, unreadable=_reason(error))
    if len(body) > _MOST_BYTES:
        return StatementsFile(name, unreadable=f"is larger than {_MOST_BYTES // 1_000_000} MB")
    try:
        return StatementsFile(name, as_utf8(body))
    except SourceError as error:
        return StatementsFile(name, unreadable=str(error))


def _why_no_csv(path: Path) -> str:
    """Why something in a folder of statements is not to be opened; empty if it is."""
    if path.is_symlink() and not path.exists():
        return "is a link to nothing: delete it or mend it"
    if path.is_dir():
        return "is a folder: move its files up or away"
    if path.suffix.lower() != _SUFFIX:
        return "is not named .csv: save it as CSV or move it away"
    return "" if path.is_file() else "is not a file: move it away"


def _reason(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error})"


def sha256(file: StatementsFile) -> str:
    """The digest of a file."""
    return hashlib.sha256(file.body).hexdigest()


def quarantined(
    source: str, file: StatementsFile, company_id: str, sentence: str, line: int | None = None
) -> pl.DataFrame:
    """A refused row in the columns of `RAW_QUARANTINE`, or the file where there is no line."""
    return quarantine_rows(
        source,
        company_id,
        [Refusal(file.name if line is None else f"{file.name}:{line}", sentence)],
        sha256=None if file.unreadable else sha256(file),
        is_whole_document=line is None,
    )


def lines(
    file: StatementsFile,
    required: Sequence[str],
    optional: Sequence[str],
    earlier_names: Mapping[str, str] | None = None,
) -> list[tuple[int, dict[str, str]]]:
    """Each row with its line number in the file, cells trimmed.

    Args:
        file: the file.
        required: the columns that it must have.
        optional: those that it may have.
        earlier_names: what a column was called before, with its name of today.

    Raises:
        FileRefused: the file is not a CSV with these columns.
    """
    if file.unreadable:
        raise FileRefused(file.unreadable)
    try:
        text = file.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("is not UTF-8: save it as CSV in UTF-8") from None
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    began = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((began, row))
            began = reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(
            f"is not CSV ({error} in line {reader.line_num}): save it as CSV"
        ) from None
    named = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    header = [(earlier_names or {}).get(name, name) for name in named]
    columns = (*required, *optional)
    missing = [name for name in required if name not in header]
    if missing:
        is_apart = len(header) == 1 and header[0].count(";") > 1
        hint = "separate them by commas" if is_apart else "they must be named there"
        raise FileRefused(f"first line: lacks the columns {', '.join(missing)}: {hint}")
    doubled = sorted({name for name in header if name in columns and header.count(name) > 1})
    if doubled:
        raise FileRefused(f"first line: names twice: {', '.join(doubled)}")
    return [(number, _cells(columns, header, row)) for number, row in rows[1:]]


def _cells(columns: Sequence[str], header: list[str], row: list[str]) -> dict[str, str]:
    """The row by column; a cell that the header does not name is kept under `BEYOND`."""
    cells = dict.fromkeys(columns, "")
    cells |= {name: cell.strip() for name, cell in zip(header, row, strict=False)}
    nameless = [
        cell.strip()
        for name, cell in zip_longest(header, row, fillvalue="")
        if not name and cell.strip()
    ]
    return {**cells, BEYOND: nameless[0] if nameless else ""}


def shown(text: str) -> str:
    """A cell for a message: in quotes, on one line, cut off where it is long."""
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def day_of(text: str) -> dt.date | None:
    """The day that a cell says, written as 2026-03-31; None if it is none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
