"""Which part of the value chain receives it: tiers of a segment side by side, never added."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state, tiers
from pipelines.dashboard.charts import Cell, Point
from pipelines.dashboard.discovery import Page
from pipelines.dashboard.tiers import Chosen
from pipelines.publish.calendar_quarters import between
from pipelines.publish.palette import PALETTE

_CAPTURE = """
    select capture.*, segments.segment_name
    from fct_segment_capture as capture
    inner join (select distinct segment_id, segment_name from dim_segments) as segments
        using (segment_id)
    where capture.basis = $basis
    order by capture.calendar_quarter, capture.segment_id, capture.tier
"""
_LINES = """
    select
        ticker, line_name, revenue_line_id, tier, calendar_quarter, value_usd, yoy_pct, is_broad,
        in_segment_total, counted_as, definition, source, is_restated, known_from, lineage_id
    from fct_supplier_revenue
    where segment_id = $segment_id and is_confirmed
    order by tier, ticker, line_name, calendar_quarter
"""
# Of a line at the left of the heat table: what a phone has room for.
_NAME_WIDTH = 25
_SPANS = {"8": 8, "12": 12, "20": 20, "all": 10_000}


def draw() -> None:
    """One view of one segment."""
    names = tiers.segments()
    if not names or data.rows("select 1 from fct_segment_revenue limit 1").is_empty():
        st.info("No revenue of a segment is published.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = state.choice("Show", list(_VIEWS), "show", default="index")
        segment = state.choice(
            "Segment", list(names), "segment", default=next(iter(names)), spoken=names.__getitem__
        )
        span = state.choice("Quarters", list(_SPANS), "quarters", default="8")
        without_broad = view in _BROAD_OR_NARROW and state.switch(
            "Leave out broad lines",
            "narrow",
            note="A broad line contains much that is not AI.",
        )
    rows = tiers.read(segment)
    if rows.is_empty():
        st.info(f"No revenue of {names[segment]} is published.")
        return
    found = rows["calendar_quarter"]
    quarters = between(str(found.min()), str(found.max()))[-_SPANS[span] :]
    rows = rows.filter(pl.col("calendar_quarter").is_in(quarters))
    _VIEWS[view](Chosen(segment, names[segment], quarters, rows, without_broad))


def _growth(chosen: Chosen) -> None:
    tiers.lines_of_tiers(
        "segment-growth",
        chosen,
        title=f"{chosen.name}: growth over the same quarter a year before",
        unit="percent",
        what=f"Matched panel, {chosen.breadth}",
        value=lambda row: chosen.of(row, "matched_yoy_pct"),
        said=lambda row: (
            f"{charts.percent(chosen.of(row, 'matched_yoy_pct'))}<br>"
            f"{chosen.of(row, 'matched_companies')} companies in both years<br>"
            f"{tiers.without(row)}"
        ),
        missing=f"No company of {chosen.name} has the same quarter of two years on one definition.",
    )


def _capture(chosen: Chosen) -> None:
    rows = data.rows(_CAPTURE, basis="cash").filter(
        pl.col("calendar_quarter").is_in(chosen.quarters)
    )
    if rows.is_empty():
        st.info("No ratio of revenue to capital expenditure is published.")
        return
    note = (
        "Revenue of a headline tier over capital expenditure, basis: cash, hyperscalers; one "
        "dollar seen twice, a ratio and never a sum; open: not all expected report; a line joins "
        f"quarters of the same companies; {block.as_of()}"
    )
    headline = rows.select("segment_id", "tier", "segment_name").unique().sort("segment_id", "tier")
    drawn = charts.figure(
        "Revenue of headline tiers over the spenders' capex",
        note,
        unit="percent of capex",
    )
    points: list[Point] = []
    for number, (of_segment, tier, name) in enumerate(headline.iter_rows()):
        own: list[Point] = []
        panels: list[str | None] = []
        called = f"{name}, {tier}"
        found = rows.filter(segment_id=of_segment, tier=tier)
        by_quarter = {row["calendar_quarter"]: row for row in found.iter_rows(named=True)}
        for quarter in chosen.quarters:
            row = by_quarter.get(quarter)
            if row is None or row["ratio"] is None:
                own.append(Point(quarter, None))
                panels.append(None)
                continue
            who = (
                f"{row['suppliers_reporting']} of {row['suppliers_expected']} suppliers, "
                f"{row['spenders_reporting']} of {row['spenders_expected']} spenders"
            )
            own.append(
                Point(
                    quarter,
                    100 * row["ratio"],
                    f"{called} {quarter}: {100 * row['ratio']:.1f} %<br>{who}<br>"
                    f"{row['suppliers']}",
                    row["lineage_id"],
                    f"{quarter} {called}, {who}",
                    row["is_complete_panel"],
                )
            )
            panels.append(f"{row['suppliers']} / {row['spenders']}")
        colour = PALETTE[number % len(PALETTE)]
        drawn.add_trace(charts.line(called, colour, charts.broken(own, panels), number=number))
        points += own
    charts.quarter_axis(drawn, chosen.quarters)
    block.chart(drawn, points, rows, name="capture", note=note, alt=f"Lines of ratios. {note}")


def _reporting(chosen: Chosen) -> None:
    panel = tiers.panel(chosen.tiers)
    note = (
        "Companies with revenue in the tier, of those expected; colour: their share; "
        f"{panel}; {block.as_of()}"
    )
    cells = [
        Cell(
            tier,
            quarter,
            100 * row["companies_reporting"] / row["companies_expected"],
            f"{row['companies_reporting']}/{row['companies_expected']}",
            f"{tier} {quarter}: {tiers.of(row)}<br>{row['tickers_reporting'] or 'nobody'}<br>"
            f"without {row['tickers_missing'] or 'nobody'}",
            row["lineage_id"],
        )
        for tier, rows in tiers.by_tier(chosen.tiers).items()
        for quarter, row in rows.items()
    ]
    rows = len({cell.row for cell in cells})
    drawn = charts.figure(f"{chosen.name}: who reports", note, unit="", height=40 + 44 * rows)
    charts.heat(drawn, cells, span=(0, 100))
    charts.quarter_axis(drawn, chosen.quarters)
    block.heat_table(
        drawn, cells, chosen.tiers, name="reporting", note=note, alt=f"Heat table. {note}"
    )


def _lines(chosen: Chosen) -> None:
    lines = data.rows(_LINES, segment_id=chosen.segment_id)
    lines = lines.filter(pl.col("calendar_quarter").is_in(chosen.quarters))
    if chosen.is_narrow:
        lines = lines.filter(~pl.col("is_broad"))
    counting = lines.filter("in_segment_total")["revenue_line_id"].unique()
    lines = lines.filter(pl.col("revenue_line_id").is_in(counting.to_list()))
    if lines.is_empty():
        st.info(f"No line of {chosen.name} is published for these quarters.")
        return
    note = (
        "USD billion as text; colour: growth over a year, none where none can be stated; ×: not "
        "stated; in brackets: counts elsewhere; "
        f"{chosen.breadth} (~); {block.as_of()}"
    )
    cells: list[Cell] = []
    names: set[str] = set()
    for (revenue_line_id,), found in sorted(
        lines.group_by("revenue_line_id", maintain_order=True),
        key=lambda each: tiers.ORDER.index(each[1]["tier"][0]),
    ):
        by_quarter = {row["calendar_quarter"]: row for row in found.iter_rows(named=True)}
        first = found["calendar_quarter"].min()
        row = found.row(0, named=True)
        mark = " ~" if row["is_broad"] else ""
        called = f"{row['ticker']} {row['line_name']}"
        name = str(revenue_line_id) if called in names else called
        names.add(called)
        place = "<br>".join(textwrap.wrap(f"{name}{mark}", _NAME_WIDTH))
        cells += [
            _cell(place, called, quarter, by_quarter.get(quarter))
            for quarter in chosen.quarters
            if quarter >= str(first)
        ]
    rows = {cell.row for cell in cells}
    height = 30 + sum(26 + 12 * each.count("<br>") for each in rows)
    drawn = charts.figure(f"{chosen.name}: line by quarter", note, unit="", height=height)
    charts.heat(drawn, cells, span=(-50, 150))
    charts.quarter_axis(drawn, chosen.quarters)
    block.heat_table(drawn, cells, lines, name="lines", note=note, alt=f"Heat table. {note}")


def _cell(place: str, called: str, quarter: str, row: dict[str, Any] | None) -> Cell:
    if row is None or row["value_usd"] is None:
        return Cell(place, quarter, None, "×", f"{called} {quarter}: not stated")
    said = (
        f"{called} {quarter}: {charts.millions(row['value_usd'])}<br>"
        f"{charts.percent(row['yoy_pct'])} over the year before<br>"
    )
    text = f"{charts.billions(row['value_usd']):,.1f}"
    if not row["in_segment_total"]:
        said += "counts elsewhere"
        return Cell(place, quarter, None, f"({text})", said, row["lineage_id"])
    said += f"counts as {state.words(row['counted_as'])}"
    return Cell(place, quarter, row["yoy_pct"], text, said, row["lineage_id"])


_VIEWS: dict[str, Callable[[Chosen], None]] = {
    "index": tiers.index,
    "constant panel": tiers.constant,
    "growth": _growth,
    "capture": _capture,
    "who reports": _reporting,
    "lines": _lines,
}
# What can be drawn without the lines that contain much that is not AI.
_BROAD_OR_NARROW = ("index", "constant panel", "growth", "lines")
PAGE = Page("Value chain", ":material/account_tree:", 20, draw)
