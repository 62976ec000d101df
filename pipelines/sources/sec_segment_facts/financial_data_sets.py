"""The SEC's Financial Statement Data Sets: a quarter's filings (or a day's) in one zip, in bulk.

Reads `sub.txt` and `num.txt` of the schema with `segments` (all quarters since the re-issue of
January 2025), of the schema before it, and of daily zips of the same tables, into the shape of
`RAW_SEC_SEGMENT_FACTS`. The primary financial statements only, no notes.

What these data lose against a filing's own XBRL, and cannot be restored from here:
- names of axes and members come without their prefix and without the endings Axis and Member
  (`BusinessSegments=DataCenter`); they are kept as they come. Daily zips give them whole;
- the end of a period is rounded to a month end, so that a year of 52 weeks shows another day;
- the length of a period is a number of quarters: the start is the first day of the month that
  lies three months a quarter before the end's month ends;
- `decimals` and element ids are not given; rows of co-registrants and custom concepts are left.

Source of the columns: the readme of the data sets, 5.1 and 5.3.
"""

from __future__ import annotations

import calendar
import codecs
import datetime as dt
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS
from pipelines.sources.document import Refusal, SourceError
from pipelines.sources.sec_segment_facts.source import FORMS
from pipelines.sources.zips import ZIP_ERRORS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

SUBMISSIONS = "sub.txt"
NUMBERS = "num.txt"

_SUBMISSION_COLUMNS = ("adsh", "cik", "form", "filed")
_NUMBER_COLUMNS = ("adsh", "tag", "version", "ddate", "qtrs", "uom", "coreg", "value")

# The one column of text that a filer writes: the last of `num.txt`.
_FREE_TEXT = "footnote"

# Ten times the largest quarter so far; a zip that states more is not a data set.
_MAX_BYTES = 8 * 1024**3
_MAX_LINE = 64 * 1024

_CIK = re.compile(r"\d{1,10}", re.ASCII)
_QUARTERS = re.compile(r"\d{1,3}", re.ASCII)
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}", re.ASCII)
_PAIR = re.compile(r"([A-Za-z0-9_.:\-]+)[=/]([A-Za-z0-9_.:\-]+)", re.ASCII)
_UNIT = re.compile(r"[A-Za-z0-9_.:\-]+(/[A-Za-z0-9_.:\-]+)?", re.ASCII)
# Python's own reading takes 1_000 and digits of any alphabet, too.
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_PREFIXES = {"us-gaap": "us-gaap", "ifrs": "ifrs-full", "srt": "srt", "dei": "dei"}


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a zip says about the registered companies.

    Attributes:
        frame: rows of `RAW_SEC_SEGMENT_FACTS`.
        refused: the rows that could not be used.
    """

    frame: pl.DataFrame
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Submission:
    company_id: str
    cik: int
    form: str
    filed_date: dt.date


def parse(
    path: Path, companies: Mapping[int, str], concepts: Collection[str], what: str
) -> DataSet:
    """Parse one zip of the data sets, for the periodic reports of these companies.

    Args:
        path: the zip.
        companies: company_id by CIK.
        concepts: the concepts to keep, with their prefix.
        what: names the zip in sentences.

    Raises:
        SourceError: it is not a zip, is damaged or cut off, holds a path, states a size beyond all
            bounds, or lacks a table or one of its columns.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        try:
            archive = zipfile.ZipFile(file)
        except ZIP_ERRORS as error:
            raise _damaged(what, error) from None
        with archive:
            members = _members(archive, what)
            filings = _submissions(archive, members[SUBMISSIONS], companies, what)
            return _numbers(archive, members[NUMBERS], filings, concepts, what)


def period_of(ddate: dt.date, quarters: int) -> tuple[dt.date | None, dt.date]:
    """Start and end of a period that ends on a month end and lasts a number of quarters.

    The start is the day after the month end that lies three months a quarter earlier; an instant
    (0 quarters) has none. An end within a month goes back by whole months, too.
    """
    if quarters == 0:
        return None, ddate
    months = ddate.year * 12 + ddate.month - 1 - 3 * quarters
    year, month = months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    is_month_end = ddate.day == calendar.monthrange(ddate.year, ddate.month)[1]
    before = dt.date(year, month, last if is_month_end else min(ddate.day, last))
    return before + dt.timedelta(days=1), ddate


def dimensions_of(segments: str) -> str:
    """The `segments` column as `dimensions`: `axis=member` sorted and joined by `;`.

    Quarterly zips write `Axis=Member;`, and what does not end so is cut off; daily ones write
    `axis/member`.

    Raises:
        ValueError: it is in neither of the two ways of writing, or cut off.
    """
    pairs = []
    if "=" in segments and not segments.rstrip().endswith(";"):
        raise ValueError(f"segments are cut off ({segments!r})")
    for part in segments.split(";"):
        if part.strip():
            match = _PAIR.fullmatch(part.strip())
            if match is None:
                raise ValueError(f"segments are not pairs of axis and member ({segments!r})")
            pairs.append(f"{match[1]}={match[2]}")
    return ";".join(sorted(pairs))


def _members(archive: zipfile.ZipFile, what: str) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    for info in infos:
        if info.filename != info.orig_filename or re.search(r"[/\\:]|^\.", info.orig_filename):
            raise SourceError(
                f"{what}: holds {info.orig_filename!r}, a path and not a plain file name: it is "
                "not a data set of the SEC"
            )
        if info.file_size > _MAX_BYTES:
            raise SourceError(
                f"{what}: {info.filename} states {info.file_size} bytes, beyond all bounds: it "
                "is not a data set of the SEC"
            )
    found = {info.filename: info for info in infos}
    for name in (SUBMISSIONS, NUMBERS):
        times = sum(info.filename == name for info in infos)
        if times > 1:
            raise SourceError(
                f"{what}: holds {name} {times} times, and nothing says which is right: download "
                "it again"
            )
    missing = [name for name in (SUBMISSIONS, NUMBERS) if name not in found]
    if missing:
        raise SourceError(
            f"{what}: holds no {' and no '.join(missing)}: it is not a zip of the Financial "
            "Statement Data Sets"
        )
    return found


def _table(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, columns: tuple[str, ...], what: str
) -> Iterator[tuple[int, dict[str, str] | None]]:
    """The rows by line number; None for a line of another length than the heading."""
    try:
        opened = archive.open(member)
    except ZIP_ERRORS as error:
        raise _damaged(what, error) from None
    with opened as file:
        header: list[str] | None = None
        number = 0
        while True:
            try:
                line = file.readline(_MAX_LINE + 1)
            except ZIP_ERRORS as error:
                raise _damaged(what, error) from None
            if not line:
                break
            number += 1
            if len(line) > _MAX_LINE:
                raise SourceError(
                    f"{what}: {member.filename}, line {number}: is longer than any row: the "
                    "file is damaged"
                )
            if header is None:
                # A table that went through a spreadsheet may begin with a mark of its encoding.
                line = line.removeprefix(codecs.BOM_UTF8)
            cells = _decoded(line).rstrip("\r\n").split("\t")
            if header is None:
                header = cells
                missing = [name for name in columns if name not in header]
                if missing:
                    raise SourceError(
                        f"{what}: {member.filename} has no column {', '.join(missing)}: it is "
                        "another table"
                    )
                continue
            if len(cells) > len(header) and _is_one_row(cells, header):
                cells = cells[: len(header)]
            yield (
                number,
                dict(zip(header, cells, strict=True)) if len(cells) == len(header) else None,
            )
        if header is None:
            raise SourceError(f"{what}: {member.filename} is empty: download it again")


def _damaged(what: str, error: Exception) -> SourceError:
    return SourceError(
        f"{what}: is not a zip, or is damaged or cut off ({error}): download it again"
    )


def _is_one_row(cells: list[str], header: list[str]) -> bool:
    """Whether the cells too many are only tabs in the footnote, and not another row."""
    written = cells[len(header) - 1 :]
    return header[-1] == _FREE_TEXT and not any(_ACCESSION.search(cell) for cell in written)


def _decoded(line: bytes) -> str:
    """UTF-8, else the Latin alphabet of Windows, in which some names and footnotes come.

    Neither is read; what is read is plain ASCII in both.
    """
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _submissions(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, companies: Mapping[int, str], what: str
) -> dict[str, _Submission]:
    filings: dict[str, _Submission] = {}
    for number, row in _table(archive, member, _SUBMISSION_COLUMNS, what):
        if row is None or not _CIK.fullmatch(row["cik"]):
            raise SourceError(
                f"{what}: {member.filename}, line {number}: is cut off or names no CIK: "
                "download it again"
            )
        cik = int(row["cik"])
        if cik in companies and row["form"] in FORMS:
            try:
                filed = _date(row["filed"])
            except ValueError as error:
                raise SourceError(f"{what}: {member.filename}, line {number}: {error}") from None
            stated = _Submission(companies[cik], cik, row["form"], filed)
            if filings.setdefault(row["adsh"], stated) != stated:
                raise SourceError(
                    f"{what}: {member.filename}, line {number}: lists {row['adsh']} once more, "
                    "with another filer, form or date: download it again"
                )
    return filings


def _numbers(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    filings: Mapping[str, _Submission],
    concepts: Collection[str],
    what: str,
) -> DataSet:
    rows: list[dict[str, Any]] = []
    refused: list[Refusal] = []
    places: dict[str, int] = {}
    for number, row in _table(archive, member, _NUMBER_COLUMNS, what):
        if row is None:
            raise SourceError(
                f"{what}: {member.filename}, line {number}: is cut off or runs into the "
                "next: download it again"
            )
        filing = filings.get(row["adsh"])
        concept = f"{_PREFIXES.get(row['version'].partition('/')[0], '')}:{row['tag']}"
        if filing is None or concept not in concepts or row["coreg"] or not row["value"]:
            continue
        accession = row["adsh"]
        places[accession] = places.get(accession, 0) + 1
        try:
            stated = _stated(row)
        except ValueError as error:
            item = f"{member.filename} line {number}"
            sentence = f"{what}: {item}: {concept}: {error}: it is left out"
            refused.append(Refusal(item, sentence, accession))
            continue
        rows.append(
            stated
            | {
                "company_id": filing.company_id,
                "cik": filing.cik,
                "accession": accession,
                "form": filing.form,
                "filed_date": filing.filed_date,
                "document": member.filename,
                "fact_order": places[accession],
                "concept": concept,
            }
        )
    frame = pl.DataFrame(rows, schema=RAW_SEC_SEGMENT_FACTS.polars_schema, orient="row")
    unique = frame.unique(RAW_SEC_SEGMENT_FACTS.key, keep="first", maintain_order=True)
    return DataSet(RAW_SEC_SEGMENT_FACTS.conform(unique), refused)


def _stated(row: Mapping[str, str]) -> dict[str, Any]:
    """What a row of `num.txt` states, without whose it is."""
    if not _ACCESSION.fullmatch(row["adsh"]):
        raise ValueError(f"names no valid accession number ({row['adsh']!r})")
    if not _QUARTERS.fullmatch(row["qtrs"]) or int(row["qtrs"]) > 400:
        raise ValueError(f"lasts no number of quarters ({row['qtrs']!r})")
    if not _UNIT.fullmatch(row["uom"]):
        raise ValueError(f"has no unit ({row['uom']!r})")
    value = Decimal(row["value"] if _NUMBER.fullmatch(row["value"].strip()) else "NaN")
    if not value.is_finite() or abs(value) >= 10**24 or int(value.as_tuple().exponent) < -10:
        raise ValueError(f"has a value that is not a number ({row['value']!r})")
    start, end = period_of(_date(row["ddate"]), int(row["qtrs"]))
    return {
        "dimensions": dimensions_of(row.get("segments", "")),
        "unit": row["uom"],
        "period_start": start,
        "period_end": end,
        "value": value,
    }


def _date(text: str) -> dt.date:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        raise ValueError(f"has a date that is not valid ({text!r})") from None
