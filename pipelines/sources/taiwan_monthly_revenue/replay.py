"""Recorded months, replayed as reports of the exchanges' open data.

Two kinds of file lie in `taiwan_monthly_revenue/`:

- `<market>_<YYYY-MM>.csv`, a report that is at hand as the exchange published it: `COLUMNS`, one
  row per security and column of it, with the report's own date.
- `<market>_<YYYY>.csv`, the reports of a year's months that are at hand as figures only:
  `YEAR_COLUMNS`, one row per month, security and column. An empty `report_date` means that no
  day is stated: the report counts as known from the day on which it is due. An empty
  `confidence` is high: copies made apart from each other agree; one copy alone is medium.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay
from pipelines.registry import ROC_EPOCH

if TYPE_CHECKING:
    from pipelines.archive.recorded import Document

NAME = "taiwan_monthly_revenue"
COLUMNS = ("security_code", "statement", "thousand_twd", "report_date")
YEAR_COLUMNS = (
    "month",
    "security_code",
    "statement",
    "thousand_twd",
    "report_date",
    "confidence",
)

# What a body of ours says beside the exchange's own fields.
DATE_BASIS, CONFIDENCE = "report_date_basis", "confidence"
STATED, DUE = "stated", "due"
HIGH, MEDIUM = "high", "medium"

# Revenue of a month is due on the 10th of the next (Securities and Exchange Act of Taiwan,
# article 36).
_DUE_DAY = 10

_FIELDS = {
    "current": "營業收入-當月營收",
    "prior_month": "營業收入-上月營收",
    "prior_year": "營業收入-去年當月營收",
}
_YEAR = re.compile(r"[a-z]+_\d{4}", re.ASCII)


def path(directory: Path, key: str) -> Path:
    """Where a recorded month or year of an exchange lies."""
    return directory / NAME / f"{key}.csv"


def due_date(month: dt.date) -> dt.date:
    """The day by which a month, told by its first day, is reported."""
    return (month + dt.timedelta(days=31)).replace(day=_DUE_DAY)


def _render(document: Document) -> bytes:
    """The JSON of the exchange's open data that these rows would come from.

    A figure that stands twice makes a second report of its security, which the parser refuses.
    """
    reports: dict[tuple[str, ...], dict[str, str]] = {}
    for row in _rows(document):
        month, day = row["month"], row["report_date"]
        basis = {} if day else {DATE_BASIS: DUE}
        confidence = {CONFIDENCE: row["confidence"]} if row["confidence"] else {}
        field = _FIELDS[row["statement"]]
        key: tuple[str, ...] = (month, row["security_code"], day, row["confidence"])
        if reports.get(key, {}).get(field, "-") != "-":
            key = (*key, row["statement"])
        report = reports.setdefault(
            key,
            {
                "出表日期": _roc(day or due_date(dt.date.fromisoformat(f"{month}-01")).isoformat()),
                "資料年月": _roc(month),
                "公司代號": row["security_code"],
                **dict.fromkeys(_FIELDS.values(), "-"),
                **basis,
                **confidence,
            },
        )
        report[field] = row["thousand_twd"]
    return json.dumps(list(reports.values()), ensure_ascii=False, separators=(",", ":")).encode()


def _rows(document: Document) -> list[dict[str, str]]:
    if _YEAR.fullmatch(document.name):
        return document.rows(YEAR_COLUMNS)
    month = document.name.partition("_")[2]
    return [{**row, "month": month, "confidence": ""} for row in document.rows(COLUMNS)]


def _roc(date: str) -> str:
    """A date or month in the calendar of the Republic of China: year 1 is 1912."""
    year, *rest = date.split("-")
    return f"{int(year) - ROC_EPOCH}{''.join(rest)}"


REPLAY = Replay(re.compile(r"([a-z][a-z0-9_\-]*)", re.ASCII), _render, Path(__file__))
