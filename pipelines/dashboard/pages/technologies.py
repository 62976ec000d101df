"""Technologies that companies name: who was first and when, and how many of who filed name each."""

from __future__ import annotations

import textwrap
from itertools import pairwise
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
# In pixels: a mark with its name, and what lies beside the names of technologies on a phone.
_LANE, _MARK, _LETTER, _PHONE = 16, 18, 6.5, 230
# So many lanes are as high as the name of a technology, and so many are free between two of them.
_FEWEST_LANES, _BETWEEN = 2, 1
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
    days = rows["said_date"]
    span = _span(days.min(), days.max())
    lanes = _lanes(rows, (span[1] - span[0]) / _PHONE)
    starts, top = _starts(rows, lanes)
    note = (
        "The first document at hand in which each company names the technology; filled: a filing, "
        "every sentence of it read; open: a call, as a person entered it; what is not at hand may "
        f"be earlier; {block.as_of()}"
    )
    drawn = charts.figure("Who named a technology first", note, unit="", height=_LANE * top)
    points: list[Point] = []
    heights = {
        row["lineage_id"]: starts[row["technology_name"]] + lanes[row["lineage_id"]]
        for row in rows.iter_rows(named=True)
    }
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
    bounds = [start - 0.5 - _BETWEEN / 2 for start in (*starts.values(), top)]
    bands = list(pairwise(bounds))
    for low, high in bands[::2]:
        drawn.add_hrect(
            y0=low,
            y1=high,
            fillcolor=charts.ground().grid,
            opacity=0.4,
            line_width=0,
            layer="below",
        )
    drawn.update_yaxes(
        tickmode="array",
        tickvals=[(low + high) / 2 for low, high in bands],
        ticktext=["<br>".join(textwrap.wrap(name, _NAME_WIDTH)) for name in starts],
        range=[bounds[0], bounds[-1]],
        showgrid=False,
        zeroline=False,
        title=None,
        automargin=True,
    )
    drawn.update_xaxes(type="date", range=span)
    block.chart(drawn, points, rows, name="first", note=note, alt=f"Marks by day. {note}")


def _span(first: Any, last: Any) -> list[dt.date]:
    """The days that are drawn, with room for the last name."""
    room = (last - first) / 8
    return [first - room / 3, last + room]


def _lanes(rows: pl.DataFrame, pixel: dt.timedelta) -> dict[str, int]:
    """The lowest lane of its technology in which each mark and its name meet no other.

    Args:
        rows: the first mentions.
        pixel: how much of the axis of days one takes, where there is least room.
    """
    lanes: dict[str, int] = {}
    for _, own in rows.group_by("technology_name"):
        ends: list[dt.date] = []
        for row in own.sort("said_date", "ticker").iter_rows(named=True):
            day = row["said_date"]
            free = (number for number, end in enumerate(ends) if end <= day)
            lane = next(free, len(ends))
            ends[lane : lane + 1] = [day + pixel * (_MARK + _LETTER * len(row["ticker"]))]
            lanes[row["lineage_id"]] = lane
    return lanes


def _starts(rows: pl.DataFrame, lanes: dict[str, int]) -> tuple[dict[str, int], int]:
    """The first lane of each technology, from below, and how many lanes there are."""
    starts: dict[str, int] = {}
    top = 0
    for name in rows["technology_name"].unique().sort(descending=True):
        starts[name] = top
        taken = 1 + max(lanes[each] for each in rows.filter(technology_name=name)["lineage_id"])
        top += max(taken, _FEWEST_LANES) + _BETWEEN
    return starts, top


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
