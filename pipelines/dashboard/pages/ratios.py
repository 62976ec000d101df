"""What spending costs the spenders: their ratios, and what they have signed for.

Ratios are of each company on its own, and of the panel where every hyperscaler states both sides.
Commitments are stocks that companies draw differently: each has a chart of its own, and none adds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.calendar_quarters import between
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Callable

_RATIOS = """
    select * from fct_capital_ratios
    where spender_group = 'hyperscaler' and is_in_panel
    order by ticker, calendar_quarter
"""
_TOTALS = """
    select * from fct_capital_ratio_totals
    where spender_group = 'hyperscaler'
    order by calendar_quarter
"""
_COMMITMENTS = """
    select
        ticker, commitment_kind, calendar_quarter, value_usd, trailing_capex_usd, scope, yoy_pct,
        concept, accession, known_from, lineage_id, trailing_capex_lineage_id
    from fct_commitments
    order by ticker, commitment_kind, calendar_quarter
"""
_SPANS = {"8": 8, "12": 12, "20": 20, "all": 10_000}
_KINDS = {
    "purchase_obligations": "Purchase obligations",
    "leases_not_commenced": "Leases not yet commenced",
}


@dataclass(frozen=True, slots=True)
class View:
    """A figure of the ratios as it is drawn.

    Attributes:
        title: what the chart says.
        unit: of the vertical axis.
        read: a value as the axis has it.
        said: the same in words.
        column: of the mart.
        made_of: the column of lineage ids of what it is made of.
    """

    title: str
    unit: str
    read: Callable[[Any], float]
    said: Callable[[float], str]
    column: str
    made_of: str

    def of_four_quarters(self) -> View:
        """The same over four quarters, whose columns are named so."""
        made_of = {"lineage_id": "trailing_free_cash_flow_lineage_id"}.get(
            self.made_of, f"trailing_{self.made_of}"
        )
        column = f"trailing_{self.column}"
        unit = self.unit.replace("a quarter", "in four quarters")
        return replace(self, unit=unit, column=column, made_of=made_of)


def _billions(value: Any) -> float:
    return float(value) / 1e9


def _said_billions(value: float) -> str:
    return f"{value:,.1f} billion USD"


_VIEWS = {
    "of revenue": View(
        "Capital expenditure in percent of revenue",
        "percent of revenue",
        lambda value: 100 * float(value),
        lambda y: f"{y:.1f} % of revenue",
        "capex_to_revenue",
        "capex_lineage_id",
    ),
    "of operating cash flow": View(
        "Capital expenditure in percent of operating cash flow",
        "percent of operating cash flow",
        lambda value: 100 * float(value),
        lambda y: f"{y:.1f} % of operating cash flow",
        "capex_to_operating_cash_flow",
        "capex_lineage_id",
    ),
    "free cash flow": View(
        "Free cash flow: operating cash flow less capital expenditure",
        "USD billion a quarter",
        _billions,
        _said_billions,
        "free_cash_flow_usd",
        "lineage_id",
    ),
    "depreciation": View(
        "Growth of depreciation over the same quarter a year before",
        "percent",
        float,
        charts.percent,
        "depreciation_yoy_pct",
        "depreciation_lineage_id",
    ),
    "since 2023": View(
        "Capital expenditure since the first quarter of 2023",
        "USD billion",
        _billions,
        _said_billions,
        "cumulative_capex_usd",
        "cumulative_capex_lineage_id",
    ),
}
_WHAT = {
    "depreciation": (
        "Depreciation of property and equipment, or with amortisation where the point says so: no "
        "line joins the two"
    )
}
# Sums of the panel are another size than the companies', and would press them to the axis.
_WITH_PANEL = ("of revenue", "of operating cash flow")
_OF_QUARTERS = ("of revenue", "of operating cash flow", "free cash flow")
_SIGNED = "signed for"


def draw() -> None:
    """One ratio of all hyperscalers, or what each spender has signed for."""
    ratios, totals = data.rows(_RATIOS), data.rows(_TOTALS)
    if ratios.is_empty():
        st.info("No ratio of capital expenditure is published.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = state.choice("Show", [*_VIEWS, _SIGNED], "show", default="of revenue")
        span = state.choice("Quarters", list(_SPANS), "quarters", default="12")
        is_year = view in _OF_QUARTERS and (
            state.choice("Over", ["one quarter", "four quarters"], "over", default="one quarter")
            == "four quarters"
        )
    if view == _SIGNED:
        _commitments(_SPANS[span])
        return
    stated = ratios["calendar_quarter"].unique().sort()
    quarters = between(stated[0], stated[-1])[-_SPANS[span] :]
    _lines(ratios, totals, quarters, view, is_year=is_year)


def _lines(
    ratios: pl.DataFrame, totals: pl.DataFrame, quarters: list[str], name: str, *, is_year: bool
) -> None:
    view = _VIEWS[name].of_four_quarters() if is_year else _VIEWS[name]
    shown = ratios.filter(pl.col("calendar_quarter").is_in(quarters))
    span = "four quarters until each" if is_year else "each quarter alone"
    note = "; ".join(
        [
            f"{_WHAT.get(name, 'Cash capital expenditure')}, fiscal quarters by calendar quarter",
            *([span] if name in _OF_QUARTERS else []),
            *(["a level is not the spending of a quarter"] if name == "since 2023" else []),
            block.as_of(),
        ]
    )
    if missing := _missing(shown, view.column, quarters[-1]):
        st.warning(
            f"{quarters[-1]} is not stated of {missing}. A line that ends sooner is not a fall; "
            "the column missing_reason below says why."
        )
    companies = sorted(ratios["ticker"].unique())
    drawn = charts.figure(view.title, note, unit=view.unit)
    found = charts.colours(companies)
    points: list[Point] = []
    for number, company in enumerate(companies):
        own = _points(company, quarters, shown.filter(ticker=company), view)
        drawn.add_trace(charts.line(company, found[company], own, number=number))
        points += own
    if name in _WITH_PANEL:
        whole = _points("All hyperscalers", quarters, totals, view)
        drawn.add_trace(charts.line("All, where all report", charts.ground().ink, whole, width=3.5))
        points += whole
    if name != "depreciation":
        drawn.update_yaxes(rangemode="tozero")
    charts.quarter_axis(drawn, quarters)
    block.chart(drawn, points, shown, name="ratios", note=note, alt=f"Lines by company. {note}")


def _missing(shown: pl.DataFrame, column: str, quarter: str) -> str:
    """The companies of which the newest quarter lacks the figure."""
    there = shown.filter((pl.col("calendar_quarter") == quarter) & pl.col(column).is_not_null())
    return ", ".join(sorted(set(shown["ticker"]) - set(there["ticker"])))


def _points(name: str, quarters: list[str], rows: pl.DataFrame, view: View) -> list[Point]:
    by_quarter = {row["calendar_quarter"]: row for row in rows.to_dicts()}
    points = [_point(name, quarter, by_quarter.get(quarter), view) for quarter in quarters]
    if view.column != "depreciation_yoy_pct":
        return points
    kinds = [by_quarter.get(quarter, {}).get("depreciation_kind") for quarter in quarters]
    return charts.broken(points, kinds)


def _point(name: str, quarter: str, row: dict[str, Any] | None, view: View) -> Point:
    if row is None or row[view.column] is None:
        return Point(quarter, None)
    y = view.read(row[view.column])
    beside = ""
    if view.column == "depreciation_yoy_pct":
        kind = state.words(row["depreciation_kind"])
        beside = f"<br>{kind}<br>capital expenditure: {charts.percent(row['capex_yoy_pct'])}"
    words = f"{name} {quarter}: {view.said(y)}{beside}"
    return Point(quarter, y, words, row[view.made_of], f"{quarter} {name}")


def _commitments(most: int) -> None:
    rows = data.rows(_COMMITMENTS)
    if rows.is_empty():
        st.info("No commitment is published.")
        return
    name = state.choice(
        "Company", sorted(rows["ticker"].unique()), "company", default=rows["ticker"][0]
    )
    own = rows.filter(ticker=name)
    # Every quarter has its place: one that is not stated is a gap, and no step.
    stated = own["calendar_quarter"].unique().sort()
    quarters = between(stated[0], stated[-1])[-most:]
    own = own.filter(pl.col("calendar_quarter").is_in(quarters))
    note = (
        f"{name} alone: stocks at the end of fiscal quarters, as the company draws them; bars "
        "stand side by side and add to nothing; the line is what was spent in the four quarters "
        f"until then (cash); a quarter without bars is not stated; {block.as_of()}"
    )
    drawn = charts.figure(f"Signed for and not yet spent: {name}", note, unit="USD billion")
    points: list[Point] = []
    for number, (kind, called) in enumerate(_KINDS.items()):
        by_quarter = {
            row["calendar_quarter"]: row for row in own.filter(commitment_kind=kind).to_dicts()
        }
        bars = [_stock(called, each, by_quarter.get(each)) for each in quarters]
        drawn.add_trace(charts.bars(called, PALETTE[number], bars))
        points += bars
    spent = {row["calendar_quarter"]: row for row in own.to_dicts()}
    line = [_spent(each, spent.get(each)) for each in quarters]
    drawn.add_trace(charts.line("Capex of four quarters", charts.ground().ink, line))
    points += line
    drawn.update_layout(barmode="group")
    charts.quarter_axis(drawn, quarters)
    block.chart(drawn, points, own, name="commitments", note=note, alt=f"Bars by kind. {note}")
    for kind, called in _KINDS.items():
        scopes = own.filter(commitment_kind=kind).sort("calendar_quarter")
        if not scopes.is_empty():
            st.markdown(f"**{called}** of {name}: {scopes['scope'][-1]}")
        else:
            st.markdown(f"**{called}** of {name}: nothing at hand states them.")


def _stock(called: str, quarter: str, row: dict[str, Any] | None) -> Point:
    if row is None:
        return Point(quarter, None)
    said = f"{called} {quarter}: {charts.millions(row['value_usd'])}<br>{row['concept']}"
    y = charts.billions(row["value_usd"])
    return Point(quarter, y, said, row["lineage_id"], f"{quarter} {called}")


def _spent(quarter: str, row: dict[str, Any] | None) -> Point:
    if row is None or row["trailing_capex_usd"] is None:
        return Point(quarter, None)
    spent = charts.millions(row["trailing_capex_usd"])
    said = f"Capex of the four quarters until {quarter}: {spent}"
    y = charts.billions(row["trailing_capex_usd"])
    return Point(quarter, y, said, row["trailing_capex_lineage_id"], f"{quarter} capex, 4 quarters")


PAGE = Page("Capital ratios", ":material/percent:", 15, draw)
