"""Files of labelled sentences: guidance in either of its two layouts, and technologies.

A label is what a person read in a sentence. Horizons are brought into the names of
`guidance/periods.py`; a document whose day was not printed counts as of 25 days after the quarter
that it reports.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.text.errors import DocumentError
from pipelines.text.guidance.periods import CALENDAR_YEAR, quarter_end

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.registry.fiscal_year_end import FiscalYearEnd

_REPORTED_AFTER = dt.timedelta(days=25)
# The columns that tell the layouts apart, and what each calls the same thing.
_LAYOUTS = (
    {"company": "company", "date": "document_date", "sentence": "sentence", "label": "label",
     "low": "low_usd", "high": "high_usd", "horizon": "horizon", "basis": "basis",
     "prior_low": "supersedes_low_usd", "prior_high": "supersedes_high_usd"},
    {"company": "ticker", "date": "date", "sentence": "quote", "label": "kind", "low": "low",
     "high": "high", "horizon": "fiscal_period"},
)  # fmt: skip
_MENTIONS = ("technology", "company", "sentence", "class")
_GUIDES = ("guidance", "superseded", "reiterated", "capex_")
_SUPERSEDES = "superseded"
_FALSE_FRIEND = "false_friend"


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence and what a person read in it.

    Attributes:
        is_guidance: whether it guides capital expenditure.
        horizon: the period's name; empty for none; null where the sentence does not state it.
        basis_kind: null where the label names none.
        supersedes: whether it replaces an earlier amount; null where the file does not label it.
    """

    name: str
    company_id: str
    day: dt.date
    calendar: FiscalYearEnd
    sentence: str
    is_guidance: bool
    low_usd: int | None
    high_usd: int | None
    horizon: str | None
    basis_kind: str | None
    supersedes: bool | None
    prior_low_usd: int | None
    prior_high_usd: int | None


@dataclass(frozen=True, slots=True)
class LabelledMention:
    """A sentence, the technology that it seems to name, and its class; none of a false friend."""

    name: str
    company_id: str
    technology_id: str
    sentence: str
    mention_class: str | None
    is_question: bool


def labelled_guidance(path: Path, registry: Registry) -> list[LabelledSentence]:
    """The labelled sentences of a file.

    Raises:
        DocumentError: it cannot be read, lacks columns, or a row is not understood; one sentence.
    """
    rows, columns = _rows(path)
    layout = next((each for each in _LAYOUTS if set(each.values()) <= columns), None)
    if layout is None:
        needed = " or ".join(", ".join(each.values()) for each in _LAYOUTS)
        raise DocumentError(
            f"{path}: is not a file of labelled guidance: it needs the columns {needed}"
        )
    return [_guidance(row, layout, registry, f"{path}, row {n}") for n, row in enumerate(rows, 2)]


def labelled_mentions(path: Path, registry: Registry) -> list[LabelledMention]:
    """The labelled mentions of technologies of a file.

    Raises:
        DocumentError: it cannot be read, lacks columns, or names a technology that the registry
            does not have; one sentence.
    """
    rows, columns = _rows(path)
    if not set(_MENTIONS) <= columns:
        raise DocumentError(
            f"{path}: is not a file of labelled technologies: it needs the columns "
            f"{', '.join(_MENTIONS)}"
        )
    names = {
        name: each.technology_id
        for each in registry.technologies
        for name in (each.technology_id, *each.also_called)
    }
    found = []
    for number, row in enumerate(rows, 2):
        if row["technology"] not in names:
            raise DocumentError(
                f"{path}, row {number}: {row['technology']!r} is not a technology of "
                f"technologies.yml, which has {', '.join(sorted(names))}"
            )
        label = row["class"].strip()
        found.append(
            LabelledMention(
                f"row {number}", row["company"], names[row["technology"]], row["sentence"],
                None if label == _FALSE_FRIEND else label, row.get("speaker") == "analyst",
            )
        )  # fmt: skip
    return found


def _rows(path: Path) -> tuple[list[dict[str, str]], set[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DocumentError(f"{path}: is not in UTF-8: save it as UTF-8") from None
    reader = csv.DictReader(io.StringIO(text), restval="")
    rows = list(reader)
    return rows, set(reader.fieldnames or ())


def _guidance(
    row: dict[str, str], layout: dict[str, str], registry: Registry, place: str
) -> LabelledSentence:
    def cell(name: str) -> str:
        return row[layout[name]].strip() if name in layout else ""

    company = registry.company_by_id.get(cell("company"))
    calendar = company.fiscal_calendar if company else CALENDAR_YEAR
    label = cell("label")
    low, high, prior_low, prior_high = (
        _dollars(cell(name), place) for name in ("low", "high", "prior_low", "prior_high")
    )
    is_guidance = label.startswith(_GUIDES)
    return LabelledSentence(
        row.get("id") or place.rpartition(", ")[2], cell("company"),
        _day(cell("date"), calendar, place), calendar, cell("sentence"), is_guidance, low, high,
        _horizon(cell("horizon"), calendar), _basis(cell("basis")),
        label.startswith(_SUPERSEDES) if "prior_low" in layout else None, prior_low, prior_high,
    )  # fmt: skip


def _dollars(cell: str, place: str) -> int | None:
    if not cell:
        return None
    try:
        return int(float(cell))
    except ValueError:
        raise DocumentError(f"{place}: {cell!r} is not an amount in dollars") from None


def _day(cell: str, calendar: FiscalYearEnd, place: str) -> dt.date:
    """The day of "2024-02-01 (10-K)", "2023-08 (Q2 10-Q)", "2025Q1 call", "FY2024Q4 call"."""
    try:
        if found := re.match(r"(\d{4})-(\d\d)-(\d\d)", cell):
            return dt.date(*map(int, found.groups()))
        if found := re.match(r"(?:FY)?(\d{4})Q([1-4])", cell):
            return quarter_end(calendar, int(found[1]), int(found[2])) + _REPORTED_AFTER
        if found := re.match(r"(\d{4})-(\d\d)", cell):
            return dt.date(int(found[1]), int(found[2]), 15)
    except ValueError:
        pass
    raise DocumentError(f"{place}: {cell!r} tells no day: write one such as 2026-01-29")


def _horizon(cell: str, calendar: FiscalYearEnd) -> str | None:
    """A labelled horizon by the name that `Period` has; the first, where it names several.

    Years and quarters that follow each other are one span: "FY2025;FY2026", "FY2025Q3,FY2025Q4".
    """
    cell = re.sub(r"^(FY|CY)(\d{4});\1(\d{4})$", r"\1\2-\3", cell)
    cell = re.sub(r"^((?:FY|CY)?\d{4})Q(\d)[,;]\s*\1Q(\d)$", r"\1Q\2-Q\3", cell)
    words = re.sub(r"\s*\(.*?\)", "", cell.split(";", maxsplit=1)[0]).replace("_", " ").strip()
    words = re.sub(r"^(.*\d) each quarter$", r"each quarter of \1", words)
    if words.startswith("not stated"):
        return None
    if words in ("", "none"):
        return ""
    if re.match(r"\d", words):
        words = f"FY{words}"
    words = re.sub(r"(each quarter of )(?=\d)", r"\1FY", words)
    words = re.sub(r"Q(\d) and Q(\d)", r"Q\1-Q\2", words)
    if found := re.fullmatch(r"(FY|CY)(\d{4})-(?:FY|CY)?(\d\d)(\d\d)?", words):
        words = f"{found[1]}{found[2]}-{found[1]}20{found[4] or found[3]}"
    words = words.replace("Q1-Q2", "H1").replace("Q3-Q4", "H2")
    return words.replace("CY", "FY") if calendar.month == CALENDAR_YEAR.month else words


def _basis(cell: str) -> str | None:
    low = cell.lower()
    if re.search(r"incl_finance|with_finance|plus_equipment_finance", low):
        return "with_finance_leases"
    return next((kind for kind in ("gross", "net", "cash") if low.startswith(kind)), None)
