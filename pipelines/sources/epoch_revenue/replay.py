"""Recorded reports, replayed as Epoch AI's table of revenue.

- `epoch_revenue/revenue_reports.csv`: `COLUMNS`, a row a report. Where the day of the report is not
  known, `seen_date` is one on which a copy of the table held it, in a column of ours.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay

if TYPE_CHECKING:
    from pipelines.archive.recorded import Document

NAME = "epoch_revenue"
KEY = "revenue_reports"
COLUMNS = (
    "report",
    "company",
    "as_of_date",
    "annualized_revenue_usd",
    "type",
    "confidence",
    "host",
    "report_date",
    "seen_date",
)
# How Epoch AI's table names what is read of it.
REPORT, COMPANY, DAY, AMOUNT = "Id", "Company", "Date", "Annualized revenue (USD)"
TYPE, SCOPE, CONFIDENCE = "Annualized revenue type", "Scope", "Confidence"
SOURCE, REPORT_DAY = "Source 1", "Report date"
# A column of ours beside them.
SEEN_DAY = "Seen date"
FULL_COMPANY = "Full company"
_HEADER = (
    REPORT, COMPANY, DAY, AMOUNT, TYPE, SCOPE, CONFIDENCE, SOURCE, REPORT_DAY, SEEN_DAY
)  # fmt: skip


def _render(document: Document) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    for row in document.rows(COLUMNS):
        writer.writerow(
            [
                row["report"], row["company"], row["as_of_date"], row["annualized_revenue_usd"],
                row["type"], FULL_COMPANY, row["confidence"], row["host"], row["report_date"],
                row["seen_date"],
            ]
        )  # fmt: skip
    return text.getvalue().encode()


REPLAY = Replay(re.compile(f"({KEY})"), _render, Path(__file__))
