"""What those who sell AI earn: run rates beside what is spent, each report, and landmarks.

Kinds of figures are never in one chart, and a business of a hyperscaler never among the companies.
"""

from __future__ import annotations

from statistics import median
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.palette import PALETTE

_RETURNS = "from fct_commercialisation order by calendar_quarter"
_REPORTS = """
    select * from fct_model_company_revenue
    where kind <> 'projection'
    order by company_name, as_of_date, document
"""
_LANDMARKS = "from fct_revenue_landmarks order by landmark_usd, calendar_quarter"
_KINDS = {
    "run_rate": "run rate",
    "recurring_revenue": "recurring revenue",
    "annualized_period": "a period, made annual",
    "annual_actual": "of a year",
}
_BUSINESSES = {
    "model_company": "model companies",
    "application_company": "application companies",
    "business_of_spender": "hyperscalers' businesses",
}
_SPANS = {"8": 8, "all": 10_000}
_QUALIFIED = {"about": "", "above": "at least ", "below": "not yet "}
_ROW = 26
# A mark of its own for each company, beside its colour; a cross says something else.
_DISPUTED = "x"
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "star", "hexagon", "triangle-down")


def draw() -> None:
    """The loop by quarter, the reports of one kind, and when landmarks were or would be passed."""
    returns, reports, landmarks = data.tables([_RETURNS, _REPORTS, _LANDMARKS])
    if returns.is_empty() and reports.is_empty():
        st.info("No commercial returns are published.")
        return
    if not returns.is_empty():
        _loop(returns)
    if not reports.is_empty():
        _reports(reports)
    told = landmarks.filter(pl.col("status") != "not_fitted")
    if not told.is_empty():
        _landmarks(told)


def _loop(rows: pl.DataFrame) -> None:
    span = state.choice("Quarters", list(_SPANS), "quarters", default="8")
    shown = rows.tail(_SPANS[span])
    quarters = shown["calendar_quarter"].to_list()
    absent = shown.filter(pl.col("missing_reason").is_not_null())
    if not absent.is_empty():
        told = [
            f"{row['calendar_quarter']} {row['missing_reason']}"
            for row in absent.iter_rows(named=True)
        ]
        st.warning(f"Quarters without a bar have no whole panel: {'; '.join(told)}.")
    note = (
        "Bars: the last run rate of each top-tier company by the quarter end, where all have "
        "one; above: its share of the line, once all have filed; line: what hyperscalers spent in "
        f"four quarters (cash), and not for them alone; the two never add; {block.as_of()}"
    )
    drawn = charts.figure(
        "Combined run rate and hyperscalers' capex", note, unit="USD billion a year"
    )
    records = shown.to_dicts()
    bars = [_run_rate(row) for row in records]
    spent = [_capex(row) for row in records]
    drawn.add_trace(charts.bars("Combined run rate", PALETTE[0], bars))
    drawn.add_trace(charts.line("Capex of four quarters", charts.ground().ink, spent))
    # A mark without a place would take the text of another with it.
    ended = [(bar, row) for bar, row in zip(bars, records, strict=True) if bar.y is not None]
    shares = [_share(row["coverage_ratio"]) for _, row in ended]
    drawn.add_trace(charts.tops("share of capex", [bar for bar, _ in ended], shares))
    drawn.update_yaxes(rangemode="tozero")
    charts.quarter_axis(drawn, quarters)
    block.chart(
        drawn, [*bars, *spent], shown, name="returns", note=note, alt=f"Bars and a line. {note}"
    )


def _share(ratio: float | None) -> str:
    return "" if ratio is None else f"{100 * ratio:.1f} %"


def _run_rate(row: dict[str, Any]) -> Point:
    quarter = row["calendar_quarter"]
    if row["annualized_revenue_usd"] is None:
        return Point(quarter, None)
    growth = (
        f"<br>growth of {row['matched_company_names']}: {charts.percent(row['matched_yoy_pct'])}"
        if row["matched_yoy_pct"] is not None
        else ""
    )
    said = (
        f"Run rate of {row['company_names']} at the end of {quarter}: "
        f"{charts.millions(row['annualized_revenue_usd'])}{growth}"
        f"<br>the oldest is of {row['oldest_as_of_date']}"
    )
    y = charts.billions(row["annualized_revenue_usd"])
    return Point(quarter, y, said, row["lineage_id"], f"{quarter} combined run rate")


def _capex(row: dict[str, Any]) -> Point:
    quarter = row["calendar_quarter"]
    if row["trailing_capex_usd"] is None:
        return Point(quarter, None)
    spent = charts.millions(row["trailing_capex_usd"])
    said = f"Capex of the four quarters until {quarter}: {spent}"
    y = charts.billions(row["trailing_capex_usd"])
    return Point(quarter, y, said, row["trailing_capex_lineage_id"], f"{quarter} capex, 4 quarters")


def _reports(rows: pl.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = state.choice(
            "Kind", list(_KINDS), "kind", default="run_rate", spoken=lambda each: _KINDS[each]
        )
        business = state.choice(
            "Of",
            list(_BUSINESSES),
            "of",
            default="model_company",
            spoken=lambda each: _BUSINESSES[each],
        )
    shown = rows.filter(kind=kind, business=business)
    if shown.is_empty():
        st.info(f"Nothing of that kind is reported of {_BUSINESSES[business]}.")
        return
    note = (
        f"{_KINDS[kind]} of {_BUSINESSES[business]} by the day that it is of, each report a mark; "
        "each step up is ten times as much; open: low confidence, or not yet reached; a cross: "
        f"another report of the day differs; {block.as_of()}"
    )
    drawn = charts.figure(
        f"As reported: {_KINDS[kind]}", note, unit="USD billion a year", height=420
    )
    points: list[Point] = []
    companies = shown["company_name"].unique().sort().to_list()
    colours = charts.colours(companies)
    for number, company in enumerate(companies):
        own = shown.filter(company_name=company).to_dicts()
        drawn.add_trace(
            go.Scatter(
                name=company,
                mode="markers",
                x=[row["as_of_date"] for row in own],
                y=[float(row["annualized_revenue_usd"]) / 1e9 for row in own],
                customdata=[[row["lineage_id"]] for row in own],
                hovertext=[_said(row) for row in own],
                hoverinfo="text",
                marker={
                    "size": 8,
                    "color": colours[company],
                    "line": {"color": colours[company], "width": 2},
                    "symbol": [_symbol(row, number) for row in own],
                },
                unselected={"marker": {"opacity": 0.45}},
            )
        )
        points += [
            Point(
                str(row["as_of_date"]),
                float(row["annualized_revenue_usd"]) / 1e9,
                lineage_id=row["lineage_id"],
                label=f"{company} {row['as_of_date']}: {row['document']}",
            )
            for row in own
        ]
    drawn.update_yaxes(type="log", dtick=1, tickformat=",~g")
    drawn.update_xaxes(type="date")
    block.chart(drawn, points, shown, name="reports", note=note, alt=f"Marks by day. {note}")


def _symbol(row: dict[str, Any], number: int) -> str:
    if row["is_disputed"]:
        return _DISPUTED
    is_sure = row["confidence"] != "low" and row["qualifier"] != "below"
    symbol = _SYMBOLS[number % len(_SYMBOLS)]
    return symbol if is_sure else f"{symbol}-open"


def _said(row: dict[str, Any]) -> str:
    return (
        f"{row['company_name']}, {row['as_of_date']}: {_QUALIFIED[row['qualifier']]}"
        f"{charts.millions(row['annualized_revenue_usd'])}<br>{row['citation']}"
        f"<br>confidence {row['confidence']}"
    )


def _landmarks(rows: pl.DataFrame) -> None:
    ahead = rows.filter(pl.col("fitted_date").is_not_null())
    names = [f"{row['landmark_usd'] / 10**9:.0f} bn, {row['calendar_quarter']}" for row in
             ahead.iter_rows(named=True)]  # fmt: skip
    note = (
        "A row: a landmark of the combined run rate, and what the growth fitted at the end of a "
        "quarter said of it, with an interval of 80 percent about the line; a diamond: the day on "
        f"which reports passed it; {_record_of(ahead)}{block.as_of()}"
    )
    drawn = charts.figure(
        "When landmarks would be passed", note, unit="", height=140 + _ROW * len(names)
    )
    told = ahead.to_dicts()
    spans = [(row, name) for row, name in zip(told, names, strict=True) if row["upper_80_date"]]
    drawn.add_trace(
        go.Scatter(
            name="80 percent",
            # Ends that can be seen: where the axis ends, one would look cut.
            mode="lines+markers",
            marker={"symbol": "line-ns", "size": 9, "line": {"color": PALETTE[0], "width": 3}},
            x=[x for row, _ in spans for x in (row["lower_80_date"], row["upper_80_date"], None)],
            y=[y for _, name in spans for y in (name, name, None)],
            line={"color": PALETTE[0], "width": 3},
            opacity=0.4,
            hoverinfo="skip",
        )
    )
    drawn.add_trace(
        go.Scatter(
            name="by the fit",
            mode="markers",
            x=[row["fitted_date"] for row in told],
            y=names,
            customdata=[[row["lineage_id"]] for row in told],
            hovertext=[_fitted(row) for row in told],
            hoverinfo="text",
            marker={"size": 8, "color": PALETTE[0]},
            unselected={"marker": {"opacity": 0.45}},
        )
    )
    drawn.add_trace(
        go.Scatter(
            name="passed",
            mode="markers",
            x=[row["settled_date"] for row in told],
            y=names,
            hoverinfo="x",
            marker={"size": 10, "color": PALETTE[1], "symbol": "diamond"},
        )
    )
    points = [
        Point(str(row["fitted_date"]), name, lineage_id=row["lineage_id"], label=name)
        for row, name in zip(told, names, strict=True)
    ]
    drawn.update_yaxes(
        type="category", categoryorder="array", categoryarray=names[::-1], title=None,
        automargin=True,
    )  # fmt: skip
    drawn.update_xaxes(type="date")
    block.chart(drawn, points, rows, name="landmarks", note=note, alt=f"Intervals. {note}")


def _record_of(ahead: pl.DataFrame) -> str:
    """How many of the dates held whose landmark was passed since, and how late they were."""
    settled = ahead.filter(pl.col("is_within_interval").is_not_null())
    if settled.is_empty():
        return ""
    late = round(median(settled["error_days"]))
    return (
        f"of {settled.height} passed since, {settled['is_within_interval'].sum()} lie in their "
        f"interval, their median {abs(late)} days too {'late' if late > 0 else 'early'}; "
    )


def _fitted(row: dict[str, Any]) -> str:
    ends = f"{row['lower_80_date'] or 'no end'} to {row['upper_80_date'] or 'no end'}"
    late = "" if row["error_days"] is None else f"<br>{row['error_days']} days late"
    return (
        f"{row['landmark_usd'] / 10**9:.0f} billion, said at the end of {row['calendar_quarter']}: "
        f"{row['fitted_date']}, {ends}{late}<br>{row['fitted_points']} quarters, "
        f"{charts.percent(row['fitted_growth_pct'])} a year"
    )


PAGE = Page("Returns", ":material/sync_alt:", 25, draw)
