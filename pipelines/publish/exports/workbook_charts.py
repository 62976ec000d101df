"""The charts of the workbook: full quarters alone, one basis, panels that can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.publish.exports.sheets import FIRST
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from pipelines.publish.exports.figures import Figures, Row
    from pipelines.publish.exports.sheets import Sheet

# On white paper grey and black can be told apart too.
_COLOURS = (*PALETTE, "#999999", "#000000")
# Quarters that a chart shows.
_CHARTED = 16
_BILLIONS = "#,##0,,,"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The sheets whose cells the charts show."""

    spending: Sheet
    growth: Sheet
    compared: Sheet


@dataclass(frozen=True, slots=True)
class _Lines:
    """The cells of one chart: columns of a sheet, in rows counted from its first.

    A name that other charts show too has its colour given, the same in each.
    """

    sheet: Sheet
    across: str
    rows: range
    names: dict[str, str]
    is_stacked: bool = False
    colours: dict[str, str] = field(default_factory=dict)


def draw(book: Workbook, on: Worksheet, found: Figures, drawn: Drawn) -> None:
    """Put the charts on the first sheet, two beside each other."""
    rows = full_quarters(found.spending_totals)
    there = [found.spending_totals[row] for row in rows]
    until = f"full quarters to {there[-1]['calendar_quarter']}" if there else "no full quarter"
    present = {row["ticker"] for row in found.spending if row["basis"] == "cash"}
    tickers = {each.of: each.of for each in drawn.spending.columns if each.of in present}
    quarter = "calendar_quarter"
    charts = [
        (f"Cash capex of hyperscalers, USD billion, {until}", _BILLIONS,
         _Lines(drawn.spending, quarter, rows, tickers, is_stacked=True)),
        (f"Its growth, year over year, matched panel, {until}", '0"%"',
         _Lines(drawn.growth, quarter, rows, {"matched_yoy_pct": "yoy"})),
    ]  # fmt: skip
    compared = drawn.compared
    quarters = range(compared.last - FIRST + 1)
    tiers = dict.fromkeys(each.of.partition(" ")[2] for each in compared.columns if " " in each.of)
    colours = dict(zip(tiers, _COLOURS, strict=False))
    for measure, title, form in (
        ("index", "Revenue of headline tiers, matched", "0"),
        ("panel", "Revenue of headline tiers, constant panels, USD billion", _BILLIONS),
        ("ratio", "Revenue to cash capex, quarters with a complete panel", "0%"),
    ):
        columns = [each for each in compared.columns if each.of.startswith(f"{measure} ")]
        names = {each.of: each.of.removeprefix(f"{measure} ") for each in columns}
        told = columns[0].head.rpartition(": ")[2] if columns and measure == "index" else ""
        charts.append(
            (
                f"{title} {told}" if told else title,
                form,
                _Lines(compared, "quarter", quarters, names, colours=colours),
            )
        )
    shown = [each for each in charts if each[2].rows and each[2].names]
    for number, (title, form, lines) in enumerate(shown):
        on.insert_chart(17 + 21 * (number // 2), 4 * (number % 2), _chart(book, title, form, lines))


def _chart(book: Workbook, title: str, form: str, lines: _Lines) -> Chart:
    kind = {"type": "column", "subtype": "stacked"} if lines.is_stacked else {"type": "line"}
    chart = book.add_chart(kind)
    first, last = FIRST + lines.rows[0], FIRST + lines.rows[-1]
    for number, (of, name) in enumerate(lines.names.items()):
        colour = {"color": lines.colours.get(name, _COLOURS[number % len(_COLOURS)])}
        marker = {"type": "circle", "size": 4, "fill": colour, "border": colour}
        line = {"line": colour | {"width": 2.25}, "marker": marker}
        chart.add_series(
            {
                "name": name,
                "categories": f"={lines.sheet.range(lines.across, first, last)}",
                "values": f"={lines.sheet.range(of, first, last)}",
                **({"fill": colour, "gap": 40} if lines.is_stacked else line),
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_y_axis({"num_format": form, "major_gridlines": {"visible": True}})
    chart.set_x_axis({"num_font": {"rotation": -45}, "label_position": "low"})
    chart.set_legend({"position": "bottom" if len(lines.names) > 1 else "none"})
    # What is not there is no zero and no line.
    chart.show_blanks_as("gap")
    chart.set_size({"width": 640, "height": 400})
    return chart


def full_quarters(totals: list[Row]) -> range:
    """The rows of the newest unbroken run of quarters in which every hyperscaler reported cash."""
    full = [
        row["spender_group"] == "hyperscaler"
        and row["basis"] == "cash"
        and row["companies_reporting"] == row["companies_expected"]
        for row in totals
    ]
    last = max((number for number, is_full in enumerate(full) if is_full), default=-1)
    first = last
    while first > 0 and full[first - 1] and last - first + 1 < _CHARTED:
        first -= 1
    return range(first, last + 1) if last >= 0 else range(0)
