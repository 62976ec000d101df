"""Epoch AI's table of revenue into reports, and what is refused in it.

Source of the shape: `ai_companies_revenue_reports.csv` of epoch.ai/data/ai-companies, a row a
report, with `Date` (what the figure is of) and `Report date` (when it was said). Only the columns
that `replay.py` names are read: not the texts of others, which `Notes` quotes.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.sources.document import Refusal, SourceError, refuse_page
from pipelines.sources.epoch_revenue.replay import (
    AMOUNT,
    COMPANY,
    CONFIDENCE,
    DAY,
    FULL_COMPANY,
    REPORT,
    REPORT_DAY,
    SCOPE,
    SEEN_DAY,
    SOURCE,
    TYPE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    # The cells of a row by column.
    _Row = Mapping[str, str]

# What Epoch AI calls a figure, and what it is here; whatever else it may call one is refused.
KINDS = {
    "annualized run rate": "run_rate",
    "annual recurring revenue (arr)": "recurring_revenue",
    "period interpolation": "annualized_period",
}
CONFIDENCES = {"confident": "high", "likely": "medium", "speculative": "low"}
CITATION = "Epoch AI, Data on AI Companies (CC BY 4.0)"

_COLUMNS = (REPORT, COMPANY, DAY, AMOUNT, TYPE, SCOPE, CONFIDENCE, SOURCE)
# No company's revenue of a year is a thousand billion.
_LEAST_USD = 1_000_000
_MOST_USD = 10**12
# OpenAI, the oldest of them, was founded in that year.
_FIRST_DAY = dt.date(2015, 1, 1)
# Days of the table as it is served, and as a copy of it had them.
_FORMATS = ("%Y-%m-%d", "%m/%d/%Y")


@dataclass(frozen=True, slots=True)
class Report:
    """What a row says: of whom, of which day, how much, and when it was said."""

    report: str
    model_company_id: str
    kind: str
    as_of: dt.date
    revenue_usd: int
    confidence: str
    document: str
    stated: dt.date | None
    seen: dt.date | None


class _RowRefusedError(Exception):
    """A row cannot be used; the message is the reason."""


def read_reports(
    body: bytes, what: str, companies: Mapping[str, str], today: dt.date
) -> tuple[list[Report], list[Refusal]]:
    """The reports of followed companies as a whole, and what is refused among them.

    Args:
        body: the table.
        what: what it is, for sentences.
        companies: `model_company_id` by the name of the company, in lower case.
        today: what is dated later has not happened.

    Raises:
        SourceError: the body is empty, HTML, not UTF-8, or lacks a column.
    """
    reports: list[Report] = []
    refusals: list[Refusal] = []
    names, lines = _table(body, what)
    for number, cells in enumerate(lines, start=2):
        row = dict(zip(names, cells, strict=False))
        called = _cell(row, REPORT) or f"row {number}"
        try:
            # Before anything else: what a shifted row says of its company and scope is not so.
            _refuse_shifted(cells, names)
            company = companies.get(_cell(row, COMPANY).lower())
            if company is None or _cell(row, SCOPE) != FULL_COMPANY or not _cell(row, AMOUNT):
                continue
            reports.append(_report(row, called, company, today))
        except _RowRefusedError as error:
            refusals.append(Refusal(called, f"{what}: {called}: {error}"))
    told, contradictions = _without_contradictions(list(dict.fromkeys(reports)), what)
    return _told_apart(told), refusals + contradictions


def _table(body: bytes, what: str) -> tuple[list[str], list[list[str]]]:
    """The heading row as it is, and the rows that hold something."""
    refuse_page(body, what, "CSV")
    try:
        reader = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{what}: the body is not CSV in UTF-8 ({error})") from None
    names = lines[0] if lines else []
    missing = [name for name in _COLUMNS if name not in names]
    if not {REPORT_DAY, SEEN_DAY} & set(names):
        missing.append(REPORT_DAY)
    if missing:
        raise SourceError(
            f"{what}: the table lacks {', '.join(missing)}: Epoch AI has changed its columns"
        )
    doubled = [name for name in (*_COLUMNS, REPORT_DAY, SEEN_DAY) if names.count(name) > 1]
    if doubled:
        raise SourceError(
            f"{what}: the table has {', '.join(doubled)} twice, and nothing says which counts"
        )
    return names, lines[1:]


def _refuse_shifted(cells: list[str], names: list[str]) -> None:
    """Refuse a row with more cells than columns, or fewer: they stand under other names."""
    if len(cells) != len(names):
        raise _RowRefusedError(
            f"has {len(cells)} cells where the table has {len(names)} columns: a comma is not "
            "quoted, or it is cut off"
        )


def _cell(row: _Row, name: str) -> str:
    return row.get(name, "").strip()


def _report(row: _Row, called: str, company: str, today: dt.date) -> Report:
    kind = KINDS.get(_cell(row, TYPE).lower())
    if kind is None:
        raise _RowRefusedError(
            f"{_cell(row, TYPE)!r:.60} is a type of revenue that is not known, and no other stands "
            "in for it"
        )
    confidence = CONFIDENCES.get(_cell(row, CONFIDENCE).lower())
    if confidence is None:
        raise _RowRefusedError(f"confidence {_cell(row, CONFIDENCE)!r:.40} is not known")
    as_of = _day(row, DAY, today)
    stated, seen = _day(row, REPORT_DAY, today), _day(row, SEEN_DAY, today)
    if as_of is None:
        raise _RowRefusedError("states no day that the figure is of")
    known = stated or seen
    if known is None:
        raise _RowRefusedError("states no day of the report: nobody knows since when it is known")
    if as_of < _FIRST_DAY:
        raise _RowRefusedError(f"is of {as_of}, before any of them sold AI: check the year")
    if as_of > known:
        raise _RowRefusedError(f"is of {as_of}, after its report of {known}: no report looks ahead")
    source = _cell(row, SOURCE)
    host = urlsplit(source).hostname or source
    return Report(
        called,
        company,
        kind,
        as_of,
        _amount(_cell(row, AMOUNT)),
        confidence,
        f"{CITATION}, citing {host}" if host else CITATION,
        stated,
        None if stated else seen,
    )


def _day(row: _Row, name: str, today: dt.date) -> dt.date | None:
    text = _cell(row, name)
    if not text:
        return None
    for form in _FORMATS:
        try:
            day = dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
        if day > today:
            raise _RowRefusedError(f"{name} {day} is in the future: today is {today} (UTC)")
        return day
    raise _RowRefusedError(f"{name} {text!r:.40} is not a valid date")


def _amount(text: str) -> int:
    try:
        amount = Decimal(text)
        if not amount.is_finite() or amount != amount.to_integral_value():
            raise InvalidOperation
    except InvalidOperation:
        raise _RowRefusedError(f"the revenue {text!r:.40} is not whole US dollars") from None
    if not 0 < amount < _MOST_USD:
        raise _RowRefusedError(
            f"the revenue {text!r:.40} is not above zero, or more than a company makes in a year"
        )
    if amount < _LEAST_USD:
        raise _RowRefusedError(f"the revenue {text!r:.40} is less than a million dollars")
    return int(amount)


def _without_contradictions(reports: list[Report], what: str) -> tuple[list[Report], list[Refusal]]:
    """Reports without those that one name says twice of a day, each refused by name."""
    said = Counter((each.report, each.model_company_id, each.kind, each.as_of) for each in reports)
    twice = dict.fromkeys(key for key, times in said.items() if times > 1)
    refusals = [
        Refusal(name, f"{what}: {name}: stands twice with different values: neither counts")
        for name, *_ in twice
    ]
    left = [
        each
        for each in reports
        if (each.report, each.model_company_id, each.kind, each.as_of) not in twice
    ]
    return left, refusals


def _told_apart(reports: list[Report]) -> list[Report]:
    """Reports of one day that cite the same and differ, each by its name: both are kept."""
    times = Counter((each.model_company_id, each.kind, each.as_of, each.document)
                    for each in reports)  # fmt: skip
    return [
        replace(each, document=f"{each.document}, report {each.report}")
        if times[each.model_company_id, each.kind, each.as_of, each.document] > 1
        else each
        for each in reports
    ]
