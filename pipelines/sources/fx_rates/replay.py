"""Recorded exchange rates, replayed as the files of the Federal Reserve and the ECB.

- `fx_rates/fed_h10.csv`: `FED_COLUMNS`, monthly averages of H.10, units of each currency per
  USD; also for EUR, which H.10 itself quotes the other way: turning the figures at hand round
  again would only make them less exact.
- `fx_rates/ecb.csv`: `ECB_COLUMNS`, daily reference rates, units of each currency per EUR.
- `fx_rates/cbc.csv`: `cbc.COLUMNS`, the daily closing rate of Taiwan's central bank.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay
from pipelines.sources.fx_rates import cbc

if TYPE_CHECKING:
    from pipelines.archive.recorded import Document

NAME = "fx_rates"
FED = "fed_h10"
ECB = "ecb"
CBC = "cbc"
FED_COLUMNS = ("month", "TWD", "KRW", "JPY", "CNY", "EUR")
ECB_COLUMNS = ("date", "USD", "JPY", "CNY", "KRW")

# H.10 names its series by these codes of countries.
_FED_CODES = {"TWD": "TA", "KRW": "KO", "JPY": "JA", "CNY": "CH", "EUR": "EU"}


def _render(document: Document) -> bytes:
    renderings = {FED: _fed, ECB: _ecb, CBC: _cbc}
    return renderings[document.name](document)


def _fed(document: Document) -> bytes:
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
    for row in document.rows(FED_COLUMNS):
        rates = (row[currency] or "ND" for currency in currencies)
        lines.append(",".join((row["month"], *rates)))
    return "\n".join((*lines, "")).encode()


def _ecb(document: Document) -> bytes:
    """The archive `eurofxref-hist.zip`, stored: no compressor's version can change it."""
    lines = [",".join(("Date", *ECB_COLUMNS[1:], ""))]
    for row in document.rows(ECB_COLUMNS):
        lines.append(",".join((row["date"], *(row[c] or "N/A" for c in ECB_COLUMNS[1:]), "")))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("eurofxref-hist.csv"), "\n".join((*lines, "")))
    return content.getvalue()


def _cbc(document: Document) -> bytes:
    """The rows as they are; they are checked here for their columns."""
    document.rows(cbc.COLUMNS)
    return document.content


REPLAY = Replay(re.compile(rf"({FED}|{ECB}|{CBC})", re.ASCII), _render, Path(__file__))
