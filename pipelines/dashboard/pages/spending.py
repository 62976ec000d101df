"""Who spends how much, growing how fast, against what guidance: one basis at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pipelines.dashboard import block, capex, charts, data, guidance, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page

if TYPE_CHECKING:
    from typing import Any

_SPANS = {"8": 8, "12": 12, "20": 20, "all": 10_000}


def prepare() -> None:
    """Ask what `draw` asks where nothing is chosen."""
    for group, bases in list(capex.there_is().items())[:1]:
        capex.read(group, bases[0])
        guidance.read(group, bases[0])
        data.published_at()


def draw() -> None:
    """The spending of one group of spenders on one basis, and its growth."""
    bases = capex.there_is()
    if not bases:
        st.info("No total of capital expenditure is published.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group, basis = capex.choose(bases)
        span = state.choice("Quarters", list(_SPANS), "quarters", default="8")
    whole = capex.read(group, basis)
    spending = whole and capex.read(group, basis, quarters=whole.quarters[-_SPANS[span] :])
    if spending is None:
        st.info(f"Nothing is published on {state.words(basis)}.")
        return
    newest = spending.totals.row(-1, named=True)
    if newest["missing"]:
        st.warning(
            f"{newest['calendar_quarter']} is incomplete: {capex.who(newest)} report it, "
            f"{newest['missing']} do not. Its bar is hatched: it is lower for that."
        )
    capex.amounts(spending, "capex")
    _growth(spending)
    guidance.draw(group, basis, spending.colours)


def _growth(spending: capex.Spending) -> None:
    note = f"{spending.note}; matched: who reports in both years, on one definition"
    found = dict(spending.companies())
    drawn = charts.figure(
        "Growth over the same quarter a year before",
        note,
        unit="percent",
        height=300,
    )
    points: list[Point] = []
    for number, (name, rows) in enumerate(found.items()):
        own = [_growth_point(name, quarter, rows.get(quarter)) for quarter in spending.quarters]
        drawn.add_trace(charts.line(name, spending.colours[name], own, number=number))
        points += own
    by_quarter = {row["calendar_quarter"]: row for row in spending.totals.iter_rows(named=True)}
    matched = [_matched_point(quarter, by_quarter.get(quarter)) for quarter in spending.quarters]
    drawn.add_trace(charts.line("Matched panel", charts.ground().ink, matched, width=3.5))
    points += matched
    if all(point.y is None for point in points):
        st.info(
            f"No growth on {state.words(spending.basis)} can be stated: no company of the group "
            "has the same quarter of two years on one definition."
        )
        return
    charts.quarter_axis(drawn, spending.quarters)
    block.chart(
        drawn,
        points,
        spending.totals,
        name="capex-growth",
        note=note,
        alt=f"Lines of growth. {note}",
    )


def _growth_point(name: str, quarter: str, row: dict[str, Any] | None) -> Point:
    if row is None or row["yoy_pct"] is None:
        return Point(quarter, None)
    footing = state.words(row["growth_basis"])
    return Point(
        quarter,
        row["yoy_pct"],
        f"{name} {quarter}: {charts.percent(row['yoy_pct'])}<br>{footing}",
        row["lineage_id"],
        f"{quarter} {name}",
    )


def _matched_point(quarter: str, row: dict[str, Any] | None) -> Point:
    if row is None or row["matched_yoy_pct"] is None:
        return Point(quarter, None)
    return Point(
        quarter,
        row["matched_yoy_pct"],
        f"{quarter}: {charts.percent(row['matched_yoy_pct'])}<br>"
        f"{row['matched_companies']} companies in both years",
        row["lineage_id"],
        f"{quarter} total, {capex.who(row)}",
        row["missing"] is None,
    )


PAGE = Page("Spending", ":material/payments:", 10, draw, prepare)
