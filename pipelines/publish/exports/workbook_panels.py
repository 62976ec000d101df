"""The sheet that lays the headline tiers side by side, each cell a formula on its published one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.publish.exports.sheets import FIRST, Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter import Workbook

    from pipelines.publish.exports.figures import Figures
    from pipelines.publish.exports.panels import Panels


def write(
    book: Workbook, found: Figures, compared: Panels, segments: Sheet, capture: Sheet
) -> Sheet:
    """Index on a common base, constant panel and ratio to capex, by quarter and headline tier."""
    columns = [Column("quarter", "quarter", width=9)]
    rows: dict[str, dict[str, Any]] = {name: {"quarter": name} for name in compared.quarters}
    heads = {
        "index": (f"index, {compared.base} = 100", "index"),
        "panel": ("constant panel, USD million", "millions"),
        "ratio": ("revenue to cash capex", "ratio"),
    }
    cells = list(_cells(found, compared, segments, capture))
    for measure, (head, form) in heads.items():
        for tier, name in compared.tiers.items():
            of = f"{measure} {name}"
            there = [each for each in cells if each[:2] == (measure, tier)]
            if there:
                columns.append(Column(f"{name}: {head}", of, form, width=16))
            for _, _, quarter, formula, value in there:
                rows[quarter][of] = (formula, value)
    notes = (
        "each cell is a formula on the sheet Segments or Capture",
        "index: changes of what neighbouring quarters both state, chained",
        "constant panel: companies that report on one definition in each of eight quarters",
        "ratio: quarters in which everybody expected reports; a hole stays a hole",
    )
    title = "How do headline tiers compare, on what can be compared?"
    return Sheet(book, "Panels", title, notes).table(columns, list(rows.values()), frozen=1)


def _cells(
    found: Figures, compared: Panels, segments: Sheet, capture: Sheet
) -> Iterator[tuple[str, tuple[str, str], str, str, float]]:
    """Measure, tier, quarter, formula and value of every cell that has one."""
    places = {
        (row["segment_id"], row["tier"], row["calendar_quarter"]): place
        for place, row in enumerate(found.segments, FIRST)
    }
    for place, row in enumerate(found.segments, FIRST):
        tier, quarter = (row["segment_id"], row["tier"]), row["calendar_quarter"]
        if quarter not in compared.quarters:
            continue
        on_base = compared.index(tier, quarter)
        if on_base is not None:
            base = segments.cell(places[*tier, compared.base], "matched_index")
            level = segments.cell(place, "matched_index")
            yield "index", tier, quarter, f"={level}/{base}*100", on_base
        if row["constant_panel_usd"] is not None:
            cell = segments.cell(place, "constant_panel_usd")
            yield "panel", tier, quarter, f"={cell}", float(row["constant_panel_usd"])
    for place, row in enumerate(found.capture, FIRST):
        tier, quarter = (row["segment_id"], row["tier"]), row["calendar_quarter"]
        if (
            quarter in compared.quarters
            and row is compared.capture.get((*tier, quarter))
            and row["ratio"] is not None
        ):
            yield "ratio", tier, quarter, f"={capture.cell(place, 'ratio')}", row["ratio"]
