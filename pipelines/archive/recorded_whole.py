"""Recorded data of sources that are not by filer: its layout, and its replay as the API's bodies.

The layout is the project's own, one file a document, `<source>/<key>.csv`:

- `taiwan_monthly_revenue/<market>_<YYYY-MM>.csv`: `TAIWAN_COLUMNS`, one row per security and
  column of that month's report. `report_date` is the report's own date where `date_basis` is
  `stated`; where it is `due_month_end` the report's date is not at hand, and it is the last day
  of the month after, by which the report is long due (the 10th, Securities and Exchange Act of
  Taiwan, article 36).
- `fx_rates/fed_h10.csv`: `FED_COLUMNS`, monthly averages of H.10, units of each currency per
  USD; also for EUR, which H.10 itself quotes the other way: turning the figures at hand round
  again would only make them less exact.
- `fx_rates/ecb.csv`: `ECB_COLUMNS`, daily reference rates, units of each currency per EUR.

A file is rendered as the source would send it, the same bytes each time, so that the same
parsers run. Recorded data by filer is `recorded.py`'s.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.errors import NotRecorded
from pipelines.archive.recorded import read_rows
from pipelines.archive.transport import Request, Response
from pipelines.registry import ROC_EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.archive.store import Archive
    from pipelines.settings import Settings

TAIWAN = "taiwan_monthly_revenue"
FX = "fx_rates"

TAIWAN_COLUMNS = ("security_code", "statement", "thousand_twd", "report_date", "date_basis")
FED_COLUMNS = ("month", "TWD", "KRW", "JPY", "CNY", "EUR")
ECB_COLUMNS = ("date", "USD", "JPY", "CNY", "KRW")

# H.10 names its series by these codes of countries.
_FED_CODES = {"TWD": "TA", "KRW": "KO", "JPY": "JA", "CNY": "CH", "EUR": "EU"}
_TAIWAN_FIELDS = {
    "current": "營業收入-當月營收",
    "prior_month": "營業收入-上月營收",
    "prior_year": "營業收入-去年當月營收",
}
_NAME = re.compile(r"[a-z][a-z0-9_\-]*", re.ASCII)


class RecordedWholeTransport:
    """Replays these files through the archive, as the network would bring them."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self._directory = settings.recorded_dir
        self.archive = archive

    def fetch(self, request: Request) -> Response:
        """Bring one recorded document; unchanged recorded data costs one look at a file.

        Raises:
            NotRecorded: nothing is recorded for this request.
            StorageError: the recorded file cannot be used, or the archive not be written.
        """
        path = _path(self._directory, request.source, request.key)
        etag = hashlib.sha256(_RENDERING + path.read_bytes()).hexdigest()
        known = self.archive.latest(request.source, request.key)
        is_held = known and known.etag == etag and self.archive.has(known.sha256)
        if known and is_held and not request.is_fresh:
            return Response(known, True, self.archive)
        entry = self.archive.put(
            request.source,
            request.key,
            request.url,
            _RENDERERS[request.source](path),
            etag=etag,
            last_modified=None,
            fetched_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
        )
        return Response(entry, False, self.archive)

    def close(self) -> None:
        """Nothing is held open."""


def render(directory: Path, source: str, key: str) -> bytes:
    """A recorded document as its host would send it, the same bytes each time.

    Raises:
        NotRecorded: nothing is recorded for this document.
    """
    return _RENDERERS[source](_path(directory, source, key))


def recorded_keys(directory: Path, source: str) -> list[str]:
    """The documents of a source that are recorded, sorted."""
    return sorted(path.stem for path in (directory / source).glob("*.csv"))


def _path(directory: Path, source: str, key: str) -> Path:
    path = directory / source / f"{key}.csv"
    if source not in _RENDERERS or not _NAME.fullmatch(key) or not path.is_file():
        raise NotRecorded(f"{source} {key}: nothing is recorded: run with --live")
    return path


def _render_taiwan(path: Path) -> bytes:
    """The JSON of the exchange's open data that these rows would come from."""
    month = path.stem.partition("_")[2].split("-")
    reports: dict[str, dict[str, str]] = {}
    for row in read_rows(path, TAIWAN_COLUMNS):
        report = reports.setdefault(
            row["security_code"],
            {
                "出表日期": _roc(row["report_date"].split("-")),
                "資料年月": _roc(month),
                "公司代號": row["security_code"],
                **dict.fromkeys(_TAIWAN_FIELDS.values(), "-"),
            },
        )
        report[_TAIWAN_FIELDS[row["statement"]]] = row["thousand_twd"]
    return json.dumps(list(reports.values()), ensure_ascii=False, separators=(",", ":")).encode()


def _roc(parts: list[str]) -> str:
    """A date in the calendar of the Republic of China: year 1 is 1912."""
    return f"{int(parts[0]) - ROC_EPOCH}{''.join(parts[1:])}"


def _render_fx(path: Path) -> bytes:
    return _render_ecb(path) if path.stem == "ecb" else _render_fed(path)


def _render_fed(path: Path) -> bytes:
    """The CSV of the Federal Reserve's Data Download Program, layout `seriescolumn`."""
    currencies = FED_COLUMNS[1:]
    series = [f"RXI_N.M.{_FED_CODES[currency]}" for currency in currencies]
    head = (
        ("Series Description", *(f"{currency} per USD" for currency in currencies)),
        ("Unit:", *("Currency:_Per_USD" for _ in currencies)),
        ("Multiplier:", *("1" for _ in currencies)),
        ("Currency:", *currencies),
        ("Unique Identifier: ", *(f"H10/H10/{name}" for name in series)),
        ("Time Period", *series),
    )
    lines = [",".join(f'"{cell}"' for cell in row) for row in head]
    for row in read_rows(path, FED_COLUMNS):
        rates = (row[currency] or "ND" for currency in currencies)
        lines.append(",".join((row["month"], *rates)))
    return "\n".join((*lines, "")).encode()


def _render_ecb(path: Path) -> bytes:
    """The archive `eurofxref-hist.zip`, stored: no compressor's version can change it."""
    lines = [",".join(("Date", *ECB_COLUMNS[1:], ""))]
    for row in read_rows(path, ECB_COLUMNS):
        lines.append(",".join((row["date"], *(row[c] or "N/A" for c in ECB_COLUMNS[1:]), "")))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("eurofxref-hist.csv"), "\n".join((*lines, "")))
    return content.getvalue()


_RENDERERS: dict[str, Callable[[Path], bytes]] = {TAIWAN: _render_taiwan, FX: _render_fx}

# The rendering is part of a document's validator: another rendering, another body.
_RENDERING = hashlib.sha256(Path(__file__).read_bytes()).digest()
