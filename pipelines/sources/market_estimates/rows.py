"""One row of a file of estimates: its cells into a row of the table, or its faults.

Every fault of a row is found and all are told together, so that a person mends a row once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.sources.market_estimates.periods import Period, period_of, span_said
from pipelines.sources.statement_cells import (
    check_addresses,
    check_names,
    days_of,
)
from pipelines.sources.statement_files import shown

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.sources.statement_cells import EnteredRow, Faults

REQUIRED = (
    "estimate_by",
    "speaker",
    "estimate_kind",
    "is_kind_said",
    "definition",
    "period",
    "low_usd",
    "high_usd",
    "bound",
    "document",
    "stated",
    "entered_date",
    "confidence",
)
MAY_BE_EMPTY = ("high_usd",)
OPTIONAL = ("url", "seen_date", "read_at", "note")
# Who says it: the company itself, an analyst of what a company said, or somebody else.
SPEAKERS = ("company", "analyst", "third_party")
AMBIGUOUS = "ambiguous"
# What a figure is; nothing adds or compares two.
KINDS = ("annual", "cumulative", "quarterly", "stock", AMBIGUOUS)
# Whether a document says the figure, almost that, or more than that.
OVER = "over"
BOUNDS = ("as_stated", "nearly", OVER)
ANSWERS = ("yes", "no")

# From one part of a market to more than the world's output of a year.
LEAST_USD, MOST_USD = 1_000_000, 200_000_000_000_000

_AMOUNT = re.compile(r"-?\d+", re.ASCII)


def read_row(row: EnteredRow) -> dict[str, object]:
    """What `RAW_MARKET_ESTIMATES` holds other than the cells as they are."""
    names = {
        "speaker": SPEAKERS,
        "estimate_kind": KINDS,
        "is_kind_said": ANSWERS,
        "bound": BOUNDS,
    }
    check_names(row.cells, row.faults, names)
    check_addresses(row.cells, row.faults, "url")
    _check_amounts(row.cells, row.faults)
    period = _period(row.cells, row.faults)
    days = days_of(row.cells, ("seen_date", "entered_date"), row.today, row.faults)
    said = _said(row.cells, days, row.today, row.faults)
    row.refuse_faults()
    return {
        **days,
        "is_kind_said": row.cells["is_kind_said"] == "yes",
        "first_year": period.first_year,
        "last_year": period.last_year,
        "calendar_quarter": period.quarter,
        "low_usd": Decimal(row.cells["low_usd"]),
        "high_usd": Decimal(row.cells["high_usd"]) if "high_usd" in row.cells else None,
        "stated_from": said[0] if said else None,
        "stated_to": said[1] if said else None,
    }


def _check_amounts(cells: dict[str, str], faults: Faults) -> None:
    sound: dict[str, int] = {}
    for column in ("low_usd", "high_usd"):
        text = cells.get(column)
        if text is None:
            continue
        if not _AMOUNT.fullmatch(text):
            problem = f"{shown(text)} is not whole US dollars: write 94000000000 for 94 billion"
            faults.append((column, problem))
        elif not LEAST_USD <= int(text) <= MOST_USD:
            faults.append(
                (column, f"{shown(text)} is outside {LEAST_USD} to {MOST_USD}: check its unit")
            )
        else:
            sound[column] = int(text)
    if len(sound) > 1 and sound["high_usd"] < sound["low_usd"]:
        faults.append(("high_usd", f"{sound['high_usd']} is below low_usd {sound['low_usd']}"))
    is_over = cells.get("bound") == OVER
    if is_over and "high_usd" in cells:
        faults.append(("high_usd", "is filled: an estimate of more than low_usd has no upper end"))
    elif not is_over and "high_usd" not in cells:
        faults.append(
            ("high_usd", "is empty: repeat low_usd for one figure, or write over in bound")
        )


def _period(cells: dict[str, str], faults: Faults) -> Period:
    """Of when it is, which must be of its kind: years are added in a cumulative one alone."""
    text, kind = cells.get("period"), cells.get("estimate_kind")
    if text is None:
        return Period()
    period = period_of(text)
    if period is None:
        faults.append(
            (
                "period",
                f"{shown(text)} names a year in no known form: write 2028, 2026-2031, to 2030 or "
                "2025Q4, or words without a year",
            )
        )
        return Period()
    if (period.quarter is not None) != (kind == "quarterly"):
        faults.append(
            ("period", f"{shown(text)} and kind {kind}: a quarter is quarterly, nothing else is")
        )
    elif kind == "annual" and period.is_span:
        faults.append(
            ("period", f"{shown(text)} is several years: enter each year's figure in its own row")
        )
    elif kind == "cumulative" and period.is_one_year:
        faults.append(("period", f"{shown(text)} is one year: a cumulative figure is of several"))
    if kind == AMBIGUOUS and cells.get("is_kind_said") == "yes":
        faults.append(("is_kind_said", "is yes: what the document says is not ambiguous"))
    return period


def _said(
    cells: dict[str, str], days: dict[str, dt.date], today: dt.date, faults: Faults
) -> tuple[dt.date, dt.date] | None:
    """The first and last day on which it may have been said: never after it was seen or entered."""
    text = cells.get("stated")
    if text is None:
        return None
    said = span_said(text)
    if said is None:
        faults.append(
            (
                "stated",
                f"{shown(text)} is not a valid day, month or year: write 2026-03-31, 2026-03, 2026 "
                "or two of them as 2026-03/2026-04",
            )
        )
        return None
    if said[0] > today:
        faults.append(("stated", f"{text} is in the future: today is {today} (UTC)"))
    if said[0] == said[1] and "seen_date" in cells:
        faults.append(("seen_date", f"is filled: it was said on {text}, which is known"))
    for column, day in days.items():
        if day < said[0]:
            faults.append((column, f"{day} is before stated {text}"))
    if "seen_date" in days and "entered_date" in days and days["entered_date"] < days["seen_date"]:
        faults.append(
            ("entered_date", f"{days['entered_date']} is before seen_date {days['seen_date']}")
        )
    return said
