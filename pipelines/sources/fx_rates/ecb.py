"""The European Central Bank's euro reference rates: the history as CSV in a zip archive.

Units of each currency for one EUR, `N/A` where there is none; there is no TWD (trap F1).

Source of the shape: the ECB's `eurofxref-hist.zip`, "Euro foreign exchange reference rates".
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError, refuse_page
from pipelines.sources.encodings import as_utf8
from pipelines.sources.fx_rates.rate_rows import Rates, csv_lines, dated
from pipelines.sources.zips import ZIP_ERRORS, zipped_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from pipelines.sources.document import Refusal
    from pipelines.sources.fx_rates.rate_rows import Quote

_EURO = "EUR"
# What an archiver of Apple's adds to each file.
_OF_ARCHIVER = "__MACOSX/"

# The history of 1999 to 2026 is 1.9 MB; a member beyond this bound is not a history of rates.
_LARGEST_BYTES = 32 * 1024 * 1024


def parse_ecb(
    body: bytes, wanted: Collection[str], first_day: dt.date, what: str
) -> tuple[list[Quote], list[Refusal], frozenset[str]]:
    """The quotes of the wanted currencies and of USD from a day on, and the currencies there are.

    What is no rate, or of no day that has been, is refused alone.

    Raises:
        SourceError: the body is empty, HTML, no zip, holds anything but one CSV, is too large,
            is no such CSV, lacks USD, or holds nothing that can be used.
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
    rates = Rates(what)
    for day, line in dated(lines[1:], len(header), rates):
        if day < first_day:
            continue
        for column, currency in chosen.items():
            rates.add((currency, _EURO, currency), "day", day, line[column])
    return (*rates.found(), known)


def _member(body: bytes, what: str) -> bytes:
    """The one CSV in the archive, never more bytes than the bound, whatever its header claims."""
    refuse_page(body, what, "a zip archive")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = [
                each.filename
                for each in zipped_files(archive)
                if not each.filename.startswith(_OF_ARCHIVER)
            ]
            if len(names) != 1 or not names[0].lower().endswith(".csv"):
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
        lines = csv_lines(as_utf8(content, what).decode("utf-8-sig"))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{what}: the CSV cannot be read ({error}): fetch it again") from None
    if not lines:
        raise SourceError(f"{what}: the CSV in the archive is empty: run again later")
    return lines
