"""The sheet whose formulas make published numbers again from the rows of the other sheets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipelines.publish.exports.sheets import FIRST, Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter import Workbook

    from pipelines.publish.exports.figures import Figures, Row

# To the cent of a dollar, and to more digits of a ratio than anybody reads.
_CENT, _DIGIT = 0.005, 1e-9


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets that the formulas read."""

    spending: Sheet
    growth: Sheet
    segments: Sheet
    capture: Sheet
    lines: Sheet
    months: Sheet
    restated: Sheet
    refused: Sheet


@dataclass(frozen=True, slots=True)
class _Check:
    what: str
    of: str
    published: str
    formula: str
    value: float
    made: float
    tolerance: float


def write(book: Workbook, found: Figures, sheets: Sheets) -> Sheet:
    """Each check: the published number, the same made by a formula, and whether they agree."""
    checks = [
        *_totals(found, sheets),
        *_growth(found, sheets),
        *_segments(found, sheets),
        *_ratios(found, sheets),
        *_counts(found, sheets),
    ]
    rows = []
    for place, each in enumerate(checks, FIRST + 1):
        agrees = abs(each.value - each.made) <= each.tolerance
        rows.append(
            {
                "what": each.what,
                "of": each.of,
                "published": (f"={each.published}", each.value),
                "made": (f"={each.formula}", each.made),
                "difference": (f"=D{place}-C{place}", each.made - each.value),
                "agrees": (f'=IF(ABS(E{place})<={each.tolerance},"yes","NO")',
                           "yes" if agrees else "NO"),
            }
        )  # fmt: skip
    columns = [
        Column("what is checked", "what", width=52),
        Column("of", "of", width=46),
        Column("published", "published", "any", width=20),
        Column("made of the rows", "made", "any", width=20),
        Column("difference", "difference", "any", width=12),
        Column("agrees", "agrees", width=8),
    ]
    sheet = Sheet(book, "Checks", "Do the sheets agree with what is published?", ())
    sheet.table(columns, rows, frozen=2)
    wrong = sum(row["agrees"][1] == "NO" for row in rows)
    told = f'=COUNTIF({sheet.range("agrees")},"NO")&" of {len(rows)} checks disagree"'
    sheet.sheet.write_formula(1, 0, told, None, f"{wrong} of {len(rows)} checks disagree")
    return sheet


def _totals(found: Figures, sheets: Sheets) -> Iterator[_Check]:
    spending = sheets.spending
    parts: dict[tuple[str, str, str], Decimal] = {}
    for row in found.spending:
        parts[_place(row)] = parts.get(_place(row), Decimal(0)) + row["value_usd"]
    tickers = [column.of for column in spending.columns if column.form == "millions"][:-1]
    for place, total in enumerate(found.spending_totals, FIRST):
        members = (
            f"{spending.cell(place, tickers[0])}:{spending.cell(place, tickers[-1], alone=True)}"
        )
        yield _Check(
            "a total of spending is the sum of its companies", " ".join(_place(total)),
            spending.cell(place, "value_usd"), f"SUM({members})",
            float(total["value_usd"]), float(parts.get(_place(total), 0)), _CENT,
        )  # fmt: skip


def _growth(found: Figures, sheets: Sheets) -> Iterator[_Check]:
    growth = sheets.growth
    for place, total in enumerate(found.spending_totals, FIRST):
        if total["matched_yoy_pct"] is None:
            continue
        now, before = growth.cell(place, "matched_usd"), growth.cell(place, "matched_earlier_usd")
        yield _Check(
            "growth is the matched panel over itself a year earlier", " ".join(_place(total)),
            growth.cell(place, "matched_yoy_pct"), f"({now}/{before}-1)*100",
            total["matched_yoy_pct"],
            (float(total["matched_usd"]) / float(total["matched_earlier_usd"]) - 1) * 100, _DIGIT,
        )  # fmt: skip


def _segments(found: Figures, sheets: Sheets) -> Iterator[_Check]:
    segments, lines = sheets.segments, sheets.lines
    parts: dict[tuple[str, str, str], Decimal] = {}
    for line in found.revenue_lines:
        if line["in_segment_total"] and line["value_usd"] is not None:
            parts[_tier(line)] = parts.get(_tier(line), Decimal(0)) + line["value_usd"]
    keys = ("segment_id", "tier", "calendar_quarter")
    for place, total in enumerate(found.segments, FIRST):
        if total["value_usd"] is None:
            continue
        given = ",".join(f"{lines.range(key)},{segments.cell(place, key)}" for key in keys)
        yield _Check(
            "a segment's tier is the sum of the lines that count in it", " ".join(_tier(total)),
            segments.cell(place, "value_usd"),
            f'SUMIFS({lines.range("value_usd")},{given},{lines.range("in_segment_total")},"yes")',
            float(total["value_usd"]), float(parts.get(_tier(total), 0)), _CENT,
        )  # fmt: skip


def _ratios(found: Figures, sheets: Sheets) -> Iterator[_Check]:
    capture, segments, spending = sheets.capture, sheets.segments, sheets.spending
    revenue = {_tier(row): row["value_usd"] for row in found.segments}
    spent = {_place(row): row["value_usd"] for row in found.spending_totals}
    for place, each in enumerate(found.capture, FIRST):
        capex = spent["hyperscaler", each["basis"], each["calendar_quarter"]]
        if each["ratio"] is None:
            continue
        tier = ",".join(
            f"{segments.range(key)},{capture.cell(place, key)}"
            for key in ("segment_id", "tier", "calendar_quarter")
        )
        quarter = ",".join(
            f"{spending.range(key)},{capture.cell(place, key)}"
            for key in ("basis", "calendar_quarter")
        )
        group = f'{spending.range("spender_group")},"hyperscaler"'
        yield _Check(
            "capture is the tier's revenue over the hyperscalers' capex", " ".join(_tier(each)),
            capture.cell(place, "ratio"),
            f"SUMIFS({segments.range('value_usd')},{tier})"
            f"/SUMIFS({spending.range('value_usd')},{group},{quarter})",
            each["ratio"], float(revenue[_tier(each)]) / float(capex), _DIGIT,
        )  # fmt: skip


def _counts(found: Figures, sheets: Sheets) -> Iterator[_Check]:
    delta = sum((row["delta_usd"] for row in found.restatements), Decimal(0))
    old = sum((row["old_usd"] for row in found.restatements), Decimal(0))
    new = sum((row["new_usd"] for row in found.restatements), Decimal(0))
    restated = sheets.restated
    if found.restatements:
        yield _Check(
            "changes of restated figures are what they are less what they were", "all",
            f"SUM({restated.range('delta_usd')})",
            f"SUM({restated.range('new_usd')})-SUM({restated.range('old_usd')})",
            float(delta), float(new - old), _CENT,
        )  # fmt: skip
    for sheet, of, rows in (
        (sheets.lines, "ticker", found.revenue_lines),
        (sheets.months, "ticker", found.months),
        (sheets.refused, "rule", found.refusals),
    ):
        if rows:
            yield _Check(
                "every published row is in the sheet", sheet.name, str(len(rows)),
                f"COUNTA({sheet.range(of)})", len(rows), len(rows), 0,
            )  # fmt: skip


def _place(row: Row) -> tuple[str, str, str]:
    return row["spender_group"], row["basis"], row["calendar_quarter"]


def _tier(row: Row) -> tuple[str, str, str]:
    return row["segment_id"], row["tier"], row["calendar_quarter"]
