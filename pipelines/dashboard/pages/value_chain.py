"""Which part of the value chain receives it: tiers of a segment side by side, never added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Cell, Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.calendar_quarters import between
from pipelines.registry.models import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEGMENTS = "select distinct segment_id, segment_name from dim_segments order by segment_id"
_TIERS = """
    select revenue.*
    from fct_segment_revenue as revenue
    where revenue.segment_id = $segment_id
    order by revenue.calendar_quarter, revenue.tier
"""
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
_SPANS = {"8": 8, "12": 12, "20": 20, "all": 10_000}
# In the order in which they sell to each other.
_ORDER: tuple[str, ...] = get_args(Tier)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked at: a segment in some quarters, its rows, and whether broad lines are out."""

    segment_id: str
    name: str
    quarters: list[str]
    tiers: pl.DataFrame
    is_narrow: bool


def draw() -> None:
    """One view of one segment."""
    names = dict(data.rows(_SEGMENTS).iter_rows())
    if not names or data.rows("select 1 from fct_segment_revenue limit 1").is_empty():
        st.info("No revenue of a segment is published.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = state.choice("Show", list(_VIEWS), "show", default="index")
        segment = state.choice(
            "Segment", list(names), "segment", default=next(iter(names)), spoken=names.__getitem__
        )
        span = state.choice("Quarters", list(_SPANS), "quarters", default="8")
        without_broad = view in ("growth", "lines") and state.switch(
            "Leave out broad lines",
            "narrow",
            note="A broad line contains much that is not AI.",
        )
    tiers = data.rows(_TIERS, segment_id=segment)
    if tiers.is_empty():
        st.info(f"No revenue of {names[segment]} is published.")
        return
    found = tiers["calendar_quarter"]
    quarters = between(str(found.min()), str(found.max()))[-_SPANS[span] :]
    tiers = tiers.filter(pl.col("calendar_quarter").is_in(quarters))
    _VIEWS[view](Chosen(segment, names[segment], quarters, tiers, without_broad))


def _by_tier(tiers: pl.DataFrame) -> dict[str, dict[str, dict[str, Any]]]:
    """Rows by tier, in the order of the chain, and quarter."""
    there_is = [tier for tier in _ORDER if tier in tiers["tier"]]
    return {
        tier: {
            row["calendar_quarter"]: row
            for row in tiers.filter(pl.col("tier") == tier).iter_rows(named=True)
        }
        for tier in there_is
    }


def _of(row: dict[str, Any]) -> str:
    return f"{row['companies_reporting']} of {row['companies_expected']} companies"


def _panel(tiers: pl.DataFrame) -> str:
    """How many report of each tier in its newest quarter."""
    newest = {tier: list(rows.values())[-1] for tier, rows in _by_tier(tiers).items()}
    told = (f"{tier} {row['calendar_quarter']} {_of(row)}" for tier, row in newest.items())
    return "; ".join(told)


def _lines_of_tiers(
    name: str,
    quarters: Sequence[str],
    tiers: pl.DataFrame,
    *,
    title: str,
    unit: str,
    what: str,
    value: Callable[[dict[str, Any]], float | None],
    said: Callable[[dict[str, Any]], str],
    missing: str,
) -> None:
    """A line a tier; open where not all that are expected report."""
    note = (
        f"{what}; USD; open: not all expected report; {_panel(tiers)}; tiers sell to each other "
        f"and are never added; {block.as_of()}"
    )
    found = _by_tier(tiers)
    colours = charts.colours(_ORDER)
    drawn = charts.figure(title, note, unit=unit, entries=len(found))
    points: list[Point] = []
    for number, (tier, rows) in enumerate(found.items()):
        own = [
            Point(quarter, None)
            if (row := rows.get(quarter)) is None or value(row) is None
            else Point(
                quarter,
                value(row),
                f"{tier} {quarter}: {said(row)}<br>{_of(row)}<br>without "
                f"{row['tickers_missing'] or 'nobody'}",
                row["lineage_id"],
                f"{quarter} {tier}, {_of(row)}",
                row["companies_reporting"] == row["companies_expected"],
            )
            for quarter in quarters
        ]
        if any(point.y is not None for point in own):
            drawn.add_trace(charts.line(tier, colours[tier], own, number=number))
            points += own
    if not points:
        st.info(missing)
        return
    charts.quarter_axis(drawn, quarters)
    block.chart(drawn, points, tiers, name=name, note=note, alt=f"Lines by tier. {note}")


def _index(chosen: Chosen) -> None:
    _lines_of_tiers(
        "index",
        chosen.quarters,
        chosen.tiers,
        title=f"{chosen.name}: what the same companies received, chained",
        unit="index, 100 at the first quarter with three companies",
        what="Matched index: each quarter compares who reports in it and in the one before",
        value=lambda row: row["matched_index"],
        said=lambda row: (
            f"{row['matched_index']:,.1f}<br>"
            f"{row['matched_index_companies'] or 'no'} companies in the link to the quarter before"
        ),
        missing=f"No tier of {chosen.name} has two companies that report in neighbouring quarters.",
    )


def _constant(chosen: Chosen) -> None:
    inside = chosen.tiers.filter(pl.col("constant_panel_usd").is_not_null())
    shown = [quarter for quarter in chosen.quarters if quarter in set(inside["calendar_quarter"])]
    members = "; ".join(
        f"{tier}: {next(iter(rows.values()))['constant_panel_tickers']}"
        for tier, rows in _by_tier(inside).items()
    )
    _lines_of_tiers(
        "constant-panel",
        shown or chosen.quarters,
        inside if shown else chosen.tiers,
        title=f"{chosen.name}: revenue of constant panels",
        unit="USD billion a quarter",
        what="Constant panel: who reports on one definition in each of eight quarters",
        value=lambda row: charts.billions(row["constant_panel_usd"]),
        said=lambda row: (
            f"{charts.millions(row['constant_panel_usd'])}<br>"
            f"constant panel of {row['constant_panel_companies']}: {row['constant_panel_tickers']}"
        ),
        missing=f"No company of {chosen.name} reports on one definition in eight quarters.",
    )
    if members:
        st.caption(f"In the panels: {members}.")


def _growth(chosen: Chosen) -> None:
    suffix = "_excluding_broad" if chosen.is_narrow else ""
    _lines_of_tiers(
        "segment-growth",
        chosen.quarters,
        chosen.tiers,
        title=f"{chosen.name}: growth over the same quarter a year before",
        unit="percent",
        what=f"Matched panel, {'without' if chosen.is_narrow else 'with'} broad lines",
        value=lambda row: row[f"matched_yoy_pct{suffix}"],
        said=lambda row: (
            f"{charts.percent(row[f'matched_yoy_pct{suffix}'])}<br>"
            f"{row[f'matched_companies{suffix}']} companies in both years"
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
        entries=2 * headline.height,
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
        colour = charts.PALETTE[number % len(charts.PALETTE)]
        drawn.add_trace(charts.line(called, colour, charts.broken(own, panels), number=number))
        points += own
    charts.quarter_axis(drawn, chosen.quarters)
    block.chart(drawn, points, rows, name="capture", note=note, alt=f"Lines of ratios. {note}")


def _reporting(chosen: Chosen) -> None:
    panel = _panel(chosen.tiers)
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
            f"{tier} {quarter}: {_of(row)}<br>{row['tickers_reporting'] or 'nobody'}<br>"
            f"without {row['tickers_missing'] or 'nobody'}",
            row["lineage_id"],
        )
        for tier, rows in _by_tier(chosen.tiers).items()
        for quarter, row in rows.items()
    ]
    rows = len({cell.row for cell in cells})
    drawn = charts.figure(
        f"{chosen.name}: who reports", note, unit="", height=40 + 44 * rows, entries=6
    )
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
        f"{'without' if chosen.is_narrow else 'with'} broad lines (~); {block.as_of()}"
    )
    cells: list[Cell] = []
    names: set[str] = set()
    for (line_id,), found in sorted(
        lines.group_by("revenue_line_id", maintain_order=True),
        key=lambda each: _ORDER.index(each[1]["tier"][0]),
    ):
        by_quarter = {row["calendar_quarter"]: row for row in found.iter_rows(named=True)}
        first = found["calendar_quarter"].min()
        row = found.row(0, named=True)
        mark = " ~" if row["is_broad"] else ""
        called = f"{row['ticker']} {row['line_name']}"
        short = called if len(called) <= 22 else f"{called[:21]}…"
        short = str(line_id) if short in names else short
        names.add(short)
        cells += [
            _cell(f"{short}{mark}", called, quarter, by_quarter.get(quarter))
            for quarter in chosen.quarters
            if quarter >= str(first)
        ]
    height = 30 + 26 * len({cell.row for cell in cells})
    drawn = charts.figure(
        f"{chosen.name}: line by quarter", note, unit="", height=height, entries=6
    )
    charts.heat(drawn, cells, span=(-50, 150))
    charts.quarter_axis(drawn, chosen.quarters)
    block.heat_table(drawn, cells, lines, name="lines", note=note, alt=f"Heat table. {note}")


def _cell(short: str, called: str, quarter: str, row: dict[str, Any] | None) -> Cell:
    if row is None or row["value_usd"] is None:
        return Cell(short, quarter, None, "×", f"{called} {quarter}: not stated")
    said = (
        f"{called} {quarter}: {charts.millions(row['value_usd'])}<br>"
        f"{charts.percent(row['yoy_pct'])} over the year before<br>"
    )
    text = f"{charts.billions(row['value_usd']):,.1f}"
    if not row["in_segment_total"]:
        said += "counts elsewhere"
        return Cell(short, quarter, None, f"({text})", said, row["lineage_id"])
    said += f"counts as {state.words(row['counted_as'])}"
    return Cell(short, quarter, row["yoy_pct"], text, said, row["lineage_id"])


_VIEWS = {
    "index": _index,
    "constant panel": _constant,
    "growth": _growth,
    "capture": _capture,
    "who reports": _reporting,
    "lines": _lines,
}
PAGE = Page("Value chain", ":material/account_tree:", 20, draw)
