"""Taiwan's makers by the month: each company on its own, and who has not reported yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Cell, Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    import datetime as dt

_ROWS = """
    select
        monthly.ticker, companies.company_name, monthly.month, monthly.value, monthly.currency,
        monthly.value_usd, monthly.fx_rate, monthly.yoy_pct, monthly.is_restated,
        monthly.statement, monthly.confidence, monthly.known_from, monthly.known_from_basis,
        monthly.lineage_id
    from fct_monthly_revenue as monthly
    inner join dim_companies as companies using (company_id)
    order by monthly.ticker, monthly.month
"""
_SPANS = {"12": 12, "24": 24, "36": 36, "all": 10_000}
_MOST = 6


def draw() -> None:
    """Growth or revenue of some makers, or growth of all of them as a heat table."""
    rows = data.rows(_ROWS)
    if rows.is_empty():
        st.info("No monthly revenue is published.")
        return
    newest = rows.filter(pl.col("month") == pl.col("month").max().over("ticker"))
    by_size = newest.sort("value", descending=True)["ticker"].to_list()
    called = dict(rows.select("ticker", "company_name").unique().iter_rows())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = state.choice("Show", ["growth", "revenue", "all makers"], "show", default="growth")
        span = state.choice("Months", list(_SPANS), "months", default="24")
        in_usd = view == "revenue" and (
            state.choice("Currency", ["USD", "TWD"], "currency", default="USD") == "USD"
        )
    months = _months(rows["month"].min(), rows["month"].max())[-_SPANS[span] :]
    rows = rows.filter(pl.col("month").is_in(months))
    last = months[-1]
    late = [each for each in by_size if rows.filter(ticker=each, month=last).is_empty()]
    panel = f"{last:%Y-%m}: {len(by_size) - len(late)} of {len(by_size)} makers report"
    if late:
        st.warning(f"{panel}; not yet: {', '.join(late)}. A line that ends sooner is not a fall.")
    if view == "all makers":
        _heat(rows, by_size, months[-12:], panel)
        return
    chosen = state.choices(
        "Makers",
        by_size,
        "makers",
        default=by_size[:4],
        spoken=lambda each: f"{each} {called[each]}",
    )
    if not chosen:
        st.info("Choose a maker above.")
    elif len(chosen) > _MOST:
        st.info(f"At most {_MOST} lines can be told apart: choose fewer, or show all makers.")
    else:
        amounts = "USD" if in_usd else "TWD"
        _lines(rows, chosen, months, panel, "growth" if view == "growth" else amounts)


def _months(first: Any, last: Any) -> list[dt.date]:
    months: list[dt.date] = pl.date_range(first, last, "1mo", eager=True).to_list()
    return months


def _lines(
    rows: pl.DataFrame, chosen: list[str], months: list[dt.date], panel: str, kind: str
) -> None:
    what = (
        "Growth over the same month a year before, in TWD"
        if kind == "growth"
        else f"Revenue, {kind}{', at average rates' if kind == 'USD' else ', as reported'}"
    )
    shown = rows.filter(pl.col("ticker").is_in(chosen))
    unpriced = shown.filter(pl.col("value_usd").is_null())["month"].unique().sort()
    if kind == "USD" and len(unpriced):
        what += f", none of which is at hand for {', '.join(f'{each:%Y-%m}' for each in unpriced)}"
    note = f"{what}; makers of Taiwan, each on its own; {panel}; {block.as_of()}"
    drawn = charts.figure(
        "Monthly revenue in Taiwan",
        note,
        unit="percent" if kind == "growth" else f"{kind} billion a month",
    )
    column = {"growth": "yoy_pct", "USD": "value_usd", "TWD": "value"}[kind]
    points: list[Point] = []
    for number, name in enumerate(chosen):
        by_month = {row["month"]: row for row in rows.filter(ticker=name).iter_rows(named=True)}
        own = [_point(name, month, by_month.get(month), column) for month in months]
        drawn.add_trace(charts.line(name, PALETTE[number], own, number=number))
        points += own
    if kind != "growth":
        drawn.update_yaxes(rangemode="tozero")
    charts.month_axis(drawn, months)
    block.chart(drawn, points, shown, name="monthly", note=note, alt=f"Lines by maker. {note}")


def _point(name: str, month: dt.date, row: dict[str, Any] | None, column: str) -> Point:
    place = f"{month:%Y-%m}"
    if row is None or row[column] is None:
        return Point(place, None)
    y = row[column] if column == "yoy_pct" else charts.billions(row[column])
    return Point(place, y, _said(name, place, row), row["lineage_id"], f"{place} {name}")


def _said(name: str, month: str, row: dict[str, Any]) -> str:
    dollars = row["value_usd"]
    return (
        f"{name} {month}: {row['value'] / 1_000_000:,.0f} million {row['currency']}<br>"
        f"{'no exchange rate at hand' if dollars is None else charts.millions(dollars)}<br>"
        f"{charts.percent(row['yoy_pct'])} over the year before"
        f"{'<br>restated since' if row['is_restated'] else ''}"
    )


def _heat(rows: pl.DataFrame, names: list[str], months: list[dt.date], panel: str) -> None:
    note = (
        "Growth over the same month a year before, in TWD, percent; makers of Taiwan, the largest "
        f"first; ×: not reported; {panel}; {block.as_of()}"
    )
    cells: list[Cell] = []
    for name in names:
        by_month = {row["month"]: row for row in rows.filter(ticker=name).iter_rows(named=True)}
        for month in months:
            place, row = f"{month:%Y-%m}", by_month.get(month)
            if row is None:
                cells.append(Cell(name, place, None, "×", f"{name} {place}: not reported"))
                continue
            grown = row["yoy_pct"]
            text = "–" if grown is None else f"{grown:+.0f}"
            said = _said(name, place, row)
            cells.append(Cell(name, place, grown, text, said, row["lineage_id"]))
    drawn = charts.figure("Monthly growth in Taiwan", note, unit="", height=30 + 24 * len(names))
    charts.heat(drawn, cells, span=(-50, 150))
    charts.month_axis(drawn, months)
    shown = rows.filter(pl.col("month").is_in(months))
    block.heat_table(drawn, cells, shown, name="makers", note=note, alt=f"Heat table. {note}")


PAGE = Page("Taiwan monthly", ":material/calendar_month:", 40, draw)
