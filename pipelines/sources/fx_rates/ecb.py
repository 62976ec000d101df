"""The European Central Bank's euro reference rates: the history as CSV in a zip archive.

Units of each currency for one EUR, `N/A` where there is none; there is no TWD (trap F1).

Source of the shape: the ECB's `eurofxref-hist.zip`, "Euro foreign exchange reference rates".
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError, refuse_non_json
from pipelines.sources.zips import ZIP_ERRORS

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.sources.fx_rates.h10 import Quote

_EURO = "EUR"
_NO_DATA = frozenset({"N/A", ""})
_RATE = re.compile(r"\d{1,12}(?:\.\d{1,10})?", re.ASCII)

# The history of 1999 to 2026 is 1.9 MB; a member beyond this bound is not a history of rates.
_LARGEST_BYTES = 32 * 1024 * 1024


def parse_ecb(
    body: bytes, wanted: Collection[str], first_day: dt.date, what: str
) -> tuple[list[Quote], frozenset[str]]:
    """The quotes of the wanted currencies and of USD from a day on, and the currencies there are.

    Raises:
        SourceError: the body is empty, HTML, no zip, holds anything but one CSV, is too large,
            is no such CSV, lacks USD, or holds a text that is not a rate.
    """
    lines = _lines(_member(body, what), what)
    header = [cell.strip() for cell in lines[0]]
    known = frozenset(header[1:]) - {""}
    if header[0] != "Date" or "USD" not in known or len(known) < len([c for c in header[1:] if c]):
        raise SourceError(
            f"{what}: the columns are {', '.join(header)[:120]}, not Date and each currency "
            "once, USD among them: it is not a history of euro reference rates"
        )
    chosen = {
        column: currency
        for column, currency in enumerate(header)
        if currency in ({*wanted, "USD"} - {_EURO}) and column
    }
    quotes: list[Quote] = []
    days: set[dt.date] = set()
    for line in lines[1:]:
        day = _day(line, len(header), what)
        if day in days:
            raise SourceError(f"{what}: {day} comes twice: fetch the file again")
        days.add(day)
        if day < first_day:
            continue
        for column, currency in chosen.items():
            text = line[column].strip()
            if text in _NO_DATA:
                continue
            if not _RATE.fullmatch(text) or not Decimal(text):
                raise SourceError(
                    f"{what}: {day}: {text[:40]!r} is not a rate of {currency}: "
                    "fetch the file again"
                )
            quotes.append((currency, _EURO, currency, "day", day, Decimal(text)))
    return quotes, known


def _member(body: bytes, what: str) -> bytes:
    """The one CSV in the archive, never more bytes than the bound, whatever its header claims."""
    refuse_non_json(body, what)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            if len(names) != 1 or not names[0].endswith(".csv"):
                raise SourceError(
                    f"{what}: the archive holds {len(names)} files, not one CSV: it is not the "
                    "history of euro reference rates"
                )
            with archive.open(names[0]) as member:
                content = member.read(_LARGEST_BYTES + 1)
    except ZIP_ERRORS as error:
        raise SourceError(
            f"{what}: the zip archive is cut off or damaged ({error}): the next run fetches it "
            "again"
        ) from None
    if len(content) > _LARGEST_BYTES:
        raise SourceError(
            f"{what}: the CSV in the archive is larger than {_LARGEST_BYTES} bytes: it is not the "
            "history of euro reference rates"
        )
    return content


def _lines(content: bytes, what: str) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{what}: the CSV cannot be read ({error}): fetch it again") from None
    if not lines or not lines[0]:
        raise SourceError(f"{what}: the CSV in the archive is empty: run again later")
    return lines


def _day(line: list[str], width: int, what: str) -> dt.date:
    try:
        if len(line) != width:
            raise ValueError
        return dt.date.fromisoformat(line[0].strip())
    except ValueError:
        raise SourceError(
            f"{what}: the row {','.join(line)[:80]!r} is not a date and {width - 1} rates: the "
            "file is cut off or damaged, fetch it again"
        ) from None
