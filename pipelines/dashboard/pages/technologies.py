"""Technologies that companies name: who was first and when, and how many of who filed name each."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    import datetime as dt

_FIRST = """
    select
        technology_id, technology_name, ticker, said_date, exhibit, form, document, mention_class,
        mentions, url, lineage_id
    from fct_technology_mentions
    where is_first
    order by technology_name, said_date, ticker
"""
_ADOPTION = "from fct_technology_adoption order by technology_name, calendar_quarter"

# The strongest first; the colours of charts that stand beside these mean the same.
_CLASSES = {
    "affirmative": ("in hand", PALETTE[2]),
    "conditional": ("in prospect", PALETTE[1]),
    "boilerplate": ("boilerplate", PALETTE[3]),
}
_ROW = 84
# Marks whose names would meet, on a phone's width too, stand above each other.
_CLOSE_DAYS = 140
_STEP, _MOST_STEPS = 0.11, 8
_NAME_WIDTH = 14
_SPANS = {"12": 12, "all": 10_000}
# Names beside bars fit only where there are few of them.
_MOST_NAMED = 16


def draw() -> None:
    """First mentions on a timeline, and one technology's adoption by quarter."""
    first = data.rows(_FIRST)
    adoption = data.rows(_ADOPTION)
    if first.is_empty() and adoption.is_empty():
        st.info("No technologies are published.")
        return
    if not first.is_empty():
        _timeline(first)
    if not adoption.is_empty():
        _adoption(adoption)


def _timeline(rows: pl.DataFrame) -> None:
    names = rows["technology_name"].unique().sort(descending=True).to_list()
    note = (
        "The first document at hand in which each company names the technology; filled: a filing, "
        "every sentence of it read; open: a call, as a person entered it; what is not at hand may "
        f"be earlier; {block.as_of()}"
    )
    drawn = charts.figure(
        "Who named a technology first", note, unit="", height=30 + _ROW * len(names)
    )
    points: list[Point] = []
    heights = _heights(rows, names)
    for sense, (called, colour) in _CLASSES.items():
        own = [row for row in rows.iter_rows(named=True) if row["mention_class"] == sense]
        if not own:
            continue
        drawn.add_trace(
            go.Scatter(
                name=called,
                mode="markers+text",
                x=[row["said_date"] for row in own],
                y=[heights[row["lineage_id"]] for row in own],
                text=[row["ticker"] for row in own],
                textposition="middle right",
                textfont={"size": 9, "color": charts.ground().ink},
                customdata=[[row["lineage_id"]] for row in own],
                hovertext=[_said(row) for row in own],
                hoverinfo="text",
                marker={
                    "size": 9,
                    "color": colour,
                    "line": {"color": colour, "width": 2},
                    "symbol": ["circle-open" if _is_call(row) else "circle" for row in own],
                },
                cliponaxis=False,
                unselected={"marker": {"opacity": 0.45}},
            )
        )
        points += [
            Point(
                f"{row['said_date']}",
                heights[row["lineage_id"]],
                lineage_id=row["lineage_id"],
                label=f"{row['technology_name']}: {row['ticker']} {row['said_date']}",
            )
            for row in own
        ]
    drawn.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=["<br>".join(textwrap.wrap(name, _NAME_WIDTH)) for name in names],
        range=[-0.25, len(names) - 0.05],
        zeroline=False,
        title=None,
        automargin=True,
    )
    days = rows["said_date"]
    drawn.update_xaxes(type="date", range=_span(days.min(), days.max()))
    block.chart(drawn, points, rows, name="first", note=note, alt=f"Marks by day. {note}")


def _span(first: Any, last: Any) -> list[dt.date]:
    """The days that are drawn, with room for the last name."""
    room = (last - first) / 8
    return [first - room / 3, last + room]


def _heights(rows: pl.DataFrame, names: list[str]) -> dict[str, float]:
    """Where each mark stands: on its technology's line, above a mark that is close before it."""
    heights: dict[str, float] = {}
    for number, name in enumerate(names):
        before: list[dt.date] = []
        for row in rows.filter(technology_name=name).sort("said_date").iter_rows(named=True):
            day = row["said_date"]
            before = [each for each in before if (day - each).days < _CLOSE_DAYS]
            heights[row["lineage_id"]] = number + _STEP * (len(before) % _MOST_STEPS)
            before.append(day)
    return heights


def _is_call(row: dict[str, Any]) -> bool:
    return bool(row["exhibit"] == "statement")


def _said(row: dict[str, Any]) -> str:
    where = row["document"] if _is_call(row) else f"{row['form']}, {row['exhibit']}"
    return (
        f"{row['ticker']} names {row['technology_name']} on {row['said_date']}<br>{where}<br>"
        f"{row['mentions']} times, {_CLASSES[row['mention_class']][0]}"
    )


def _adoption(rows: pl.DataFrame) -> None:
    named = dict(rows.select("technology_id", "technology_name").unique().sort("*").iter_rows())
    by_mentions = rows.group_by("technology_id").agg(pl.col("companies_mentioning").sum())
    most = by_mentions.sort("companies_mentioning", "technology_id", descending=[True, False])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = state.choice(
            "Technology",
            list(named),
            "technology",
            default=str(most["technology_id"][0]),
            spoken=lambda each: str(named[each]),
        )
        span = state.choice("Quarters", list(_SPANS), "quarters", default="12")
    quarters = rows["calendar_quarter"].unique().sort().to_list()[-_SPANS[span] :]
    shown = rows.filter(pl.col("calendar_quarter").is_in(quarters), technology_id=chosen)
    if shown.is_empty():
        st.info(f"No filing of these quarters was read for {named[chosen]}.")
        return
    note = (
        f"{named[chosen]}: companies by the strongest of what their filings of the quarter say, "
        "among all whose filings were read; above: how many name it, of how many; a quarter of few "
        f"filings says little; calls are in no bar; {block.as_of()}"
    )
    drawn = charts.figure("How many of who filed name it", note, unit="companies")
    points: list[Point] = []
    by_quarter = {row["calendar_quarter"]: row for row in shown.iter_rows(named=True)}
    for sense, (called, colour) in _CLASSES.items():
        own = [_bar(quarter, row, row[f"companies_{sense}"]) for quarter, row in by_quarter.items()]
        drawn.add_trace(charts.bars(called, colour, own))
    rest = [
        _bar(quarter, row, row["companies_reporting"] - row["companies_mentioning"])
        for quarter, row in by_quarter.items()
    ]
    drawn.add_trace(charts.bars("not named", charts.ground().grid, rest))
    tops = [_bar(quarter, row, row["companies_reporting"]) for quarter, row in by_quarter.items()]
    texts = [
        f"{row['companies_mentioning']}/{row['companies_reporting']}" for row in by_quarter.values()
    ]
    drawn.add_trace(
        charts.tops("whose filings were read", tops, texts if len(texts) <= _MOST_NAMED else None)
    )
    points += tops
    drawn.update_layout(barmode="stack")
    highest = max(row["companies_reporting"] for row in by_quarter.values())
    drawn.update_yaxes(range=[0, highest * 1.2], dtick=max(1, highest // 5))
    charts.quarter_axis(drawn, quarters)
    block.chart(drawn, points, shown, name="adoption", note=note, alt=f"Stacked bars. {note}")


def _bar(quarter: str, row: dict[str, Any], height: int) -> Point:
    who = f": {row['tickers_mentioning']}" if row["tickers_mentioning"] else ""
    calls = f"<br>in calls: {row['tickers_in_calls']}" if row["tickers_in_calls"] else ""
    return Point(
        quarter,
        height,
        f"{quarter}: {row['companies_mentioning']} of {row['companies_reporting']} companies{who}"
        f"<br>in hand {row['companies_affirmative']}, in prospect {row['companies_conditional']}, "
        f"boilerplate {row['companies_boilerplate']}{calls}",
        row["lineage_id"],
        f"{quarter} {row['technology_name']}",
    )


PAGE = Page("Technologies", ":material/lightbulb:", 35, draw)
