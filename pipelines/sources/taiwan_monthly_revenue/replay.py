"""Recorded months, replayed as reports of the exchanges' open data.

`taiwan_monthly_revenue/<market>_<YYYY-MM>.csv` holds `COLUMNS`, one row per security and column
of that month's report. `report_date` is the report's own date where `date_basis` is `stated`;
where it is `due_month_end` the report's date is not at hand, and it is the last day of the month
after, by which the report is long due (the 10th, Securities and Exchange Act of Taiwan, article
36).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay
from pipelines.registry import ROC_EPOCH

if TYPE_CHECKING:
    from pipelines.archive.recorded import Document

NAME = "taiwan_monthly_revenue"
COLUMNS = ("security_code", "statement", "thousand_twd", "report_date", "date_basis")

_FIELDS = {
    "current": "營業收入-當月營收",
    "prior_month": "營業收入-上月營收",
    "prior_year": "營業收入-去年當月營收",
}


def path(directory: Path, key: str) -> Path:
    """Where a recorded month of an exchange lies."""
    return directory / NAME / f"{key}.csv"


def _render(document: Document) -> bytes:
    """The JSON of the exchange's open data that these rows would come from."""
    month = document.name.partition("_")[2].split("-")
    reports: dict[str, dict[str, str]] = {}
    for row in document.rows(COLUMNS):
        report = reports.setdefault(
            row["security_code"],
            {
                "出表日期": _roc(row["report_date"].split("-")),
                "資料年月": _roc(month),
                "公司代號": row["security_code"],
                **dict.fromkeys(_FIELDS.values(), "-"),
            },
        )
        report[_FIELDS[row["statement"]]] = row["thousand_twd"]
    return json.dumps(list(reports.values()), ensure_ascii=False, separators=(",", ":")).encode()


def _roc(parts: list[str]) -> str:
    """A date in the calendar of the Republic of China: year 1 is 1912."""
    return f"{int(parts[0]) - ROC_EPOCH}{''.join(parts[1:])}"


REPLAY = Replay(re.compile(r"([a-z][a-z0-9_\-]*)", re.ASCII), _render, Path(__file__))
