"""How figures are drawn: colours, templates, axes, and the line on each that says what it is.

Belongs here: what several pages share. A hole is a gap, amounts have their unit on the axis, and
what is not complete is hatched. Money becomes a float here and nowhere before.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

from pipelines.dashboard import room
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

# Lines also differ by dash and marker.
DASHES = ("solid", "dash", "dot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
HATCH = "/"
# Passed, acknowledged, warning, error.
OUTCOME_COLOURS = (PALETTE[0], PALETTE[4], PALETTE[1], PALETTE[5])

# Text on a phone's width of 390 pixels: characters of the title and of the line below it.
_TITLE_WIDTH, _NOTE_WIDTH = 44, 68
_TITLE_LINE, _NOTE_LINE = 21, 15


@dataclass(frozen=True, slots=True)
class Ground:
    """The colours of a page that is light or dark."""

    ink: str
    faint: str
    grid: str
    paper: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value where it is drawn.

    Attributes:
        x: its place, such as a calendar quarter.
        y: None for a hole.
        said: what stands beside it under the pointer.
        lineage_id: what it was made of; None for a hole.
        label: what it is called in a list.
        is_complete: whether all that are expected report.
    """

    x: str
    y: float | str | None
    said: str = ""
    lineage_id: str | None = None
    label: str = ""
    is_complete: bool = True


_GROUNDS = {
    "light": Ground("#2f2d2b", "#66635d", "#e6e4e0", "#ffffff"),
    "dark": Ground("#edebe8", "#b3afa7", "#3d3a35", "#171614"),
}


def ground() -> Ground:
    """The colours of the page as its reader has it."""
    return _GROUNDS[st.context.theme.type or "light"]


def billions(value: Decimal | None) -> float | None:
    """An amount as a chart's axis has it."""
    return None if value is None else float(value) / 1e9


def millions(value: Decimal | None) -> str:
    """An amount as words beside a point have it, to the million."""
    return "not stated" if value is None else f"{value / 1_000_000:,.0f} million USD"


def percent(value: float | None) -> str:
    """A change as words beside a point have it."""
    return "no growth to state" if value is None else f"{value:+.1f} %"


def colours(names: Iterable[str]) -> dict[str, str]:
    """A colour for each name, the same whatever else is chosen."""
    return {name: PALETTE[number % len(PALETTE)] for number, name in enumerate(sorted(set(names)))}


def figure(title: str, note: str, *, unit: str, height: int = 340) -> Any:
    """An empty figure with its title, the line that says what it shows, and its unit.

    Its legend stands below, where `room.make` makes room for it.

    Args:
        title: the question that the chart answers.
        note: basis, currency, panel and as-of date.
        unit: of the vertical axis.
        height: of what is drawn in, in pixels.
    """
    page = ground()
    title_lines = textwrap.wrap(title, _TITLE_WIDTH)
    note_lines = textwrap.wrap(note, _NOTE_WIDTH)
    small = f"font-size:11px;color:{page.faint}"
    head = "<br>".join(title_lines)
    below = "<br>".join(f"<span style='{small}'>{line}</span>" for line in note_lines)
    top = 14 + _TITLE_LINE * len(title_lines) + _NOTE_LINE * len(note_lines)
    drawn = go.Figure()
    axis = {
        "gridcolor": page.grid,
        "linecolor": page.grid,
        "zerolinecolor": page.faint,
        "fixedrange": True,
        "tickfont": {"size": 11},
    }
    drawn.update_layout(
        height=height + top + room.BOTTOM,
        margin={"l": 46, "r": 8, "t": top + 14, "b": room.BOTTOM},
        title={
            "text": f"<b>{head}</b><br>{below}",
            "x": 0,
            "xanchor": "left",
            "xref": "container",
            "y": room.title_height(height + top + room.BOTTOM),
            "yanchor": "top",
            "yref": "container",
            "pad": {"l": 4},
            "font": {"size": 15, "color": page.ink},
        },
        font={"family": '"Source Sans", sans-serif', "size": 12, "color": page.ink},
        paper_bgcolor=page.paper,
        plot_bgcolor=page.paper,
        legend={"orientation": "h", "x": 0},
        hoverlabel={"bgcolor": page.paper, "bordercolor": page.faint, "align": "left"},
        # A finger that moves over a chart scrolls the page.
        dragmode=False,
        hovermode="closest",
        clickmode="event+select",
        xaxis=axis,
        yaxis={**axis, "title": {"text": unit, "standoff": 4, "font": {"size": 11}}},
    )
    return drawn


def quarter_axis(drawn: Any, quarters: Sequence[str]) -> None:
    """Every quarter is a place of its own, with the year under it."""
    _places(drawn, quarters, lambda quarter: f"{quarter[4:]}<br>{quarter[:4]}")


def month_axis(drawn: Any, months: Sequence[dt.date]) -> None:
    """Every month is a place of its own, such as 2026-08."""
    _places(drawn, [f"{month:%Y-%m}" for month in months], lambda m: f"{m[5:]}<br>{m[:4]}")


def _places(drawn: Any, places: Sequence[str], short: Callable[[str], str]) -> None:
    step = -(-len(places) // 12)
    # Counted from the newest, which is always named.
    named = list(places)[::-1][::step][::-1]
    drawn.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(places),
        range=[-0.6, len(places) - 0.4],
        tickmode="array",
        tickvals=named,
        ticktext=[short(each) for each in named],
        tickangle=0,
    )


def bars(name: str, colour: str, points: Sequence[Point]) -> Any:
    """Bars of one name; hatched and lighter where the place they stand in is incomplete."""
    return go.Bar(
        name=name,
        x=[point.x for point in points],
        y=[point.y for point in points],
        customdata=[[point.lineage_id] for point in points],
        hovertext=[point.said for point in points],
        hoverinfo="text",
        marker={
            "color": colour,
            "line": {"color": ground().paper, "width": 1},
            "opacity": [1.0 if point.is_complete else 0.55 for point in points],
            "pattern": {"shape": ["" if point.is_complete else HATCH for point in points]},
        },
        unselected={"marker": {"opacity": 0.45}},
    )


def broken(points: Sequence[Point], panels: Sequence[str | None]) -> list[Point]:
    """The points with a hole wherever the next one is of other companies: no line joins them."""
    joined: list[Point] = []
    last: str | None = None
    for point, panel in zip(points, panels, strict=True):
        if joined and panel != last and point.y is not None:
            joined.append(Point(point.x, None))
        joined.append(point)
        last = panel
    return joined


def tops(name: str, points: Sequence[Point], texts: Sequence[str] | None) -> Any:
    """Marks on stacks of bars, with what they come to where there is room for it."""
    ink = ground().ink
    return go.Scatter(
        name=name,
        mode="markers+text" if texts else "markers",
        x=[point.x for point in points],
        y=[point.y for point in points],
        text=texts,
        textposition="top center",
        textfont={"size": 10, "color": ink},
        customdata=[[point.lineage_id] for point in points],
        hovertext=[point.said for point in points],
        hoverinfo="text",
        marker={
            "color": ink,
            "size": 6,
            "symbol": ["diamond" if point.is_complete else "diamond-open" for point in points],
        },
        cliponaxis=False,
    )


def rings(name: str, points: Sequence[Point]) -> Any:
    """Rings around points that deserve a second look."""
    ring = {"color": ground().ink, "width": 1.5}
    return go.Scatter(
        name=name,
        mode="markers",
        x=[point.x for point in points],
        y=[point.y for point in points],
        hoverinfo="skip",
        marker={"size": 13, "symbol": "circle-open", "line": ring, "color": ring["color"]},
        unselected={"marker": {"opacity": 1}},
    )


def line(
    name: str, colour: str, points: Sequence[Point], *, number: int = 0, width: float = 2
) -> Any:
    """A line of one name that ends at a hole and begins anew after it; open where incomplete."""
    symbol = SYMBOLS[number % len(SYMBOLS)]
    return go.Scatter(
        name=name,
        mode="lines+markers",
        connectgaps=False,
        x=[point.x for point in points],
        y=[point.y for point in points],
        customdata=[[point.lineage_id] for point in points],
        hovertext=[point.said for point in points],
        hoverinfo="text",
        line={
            "color": colour,
            "width": width,
            "dash": DASHES[number // len(PALETTE) % len(DASHES)],
        },
        marker={
            "size": 7,
            "color": colour,
            "symbol": [symbol if point.is_complete else f"{symbol}-open" for point in points],
        },
        unselected={"marker": {"opacity": 0.45}},
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of a heat table.

    Attributes:
        row: the name at its left.
        column: the name below.
        heat: what colours it; None where it has a text and no colour.
        text: what stands in it.
        said: what stands beside it under the pointer.
        lineage_id: what it was made of; None for a hole.
    """

    row: str
    column: str
    heat: float | None
    text: str
    said: str
    lineage_id: str | None = None


def heat(
    drawn: Any, cells: Sequence[Cell], *, span: tuple[float, float], middle: float = 0
) -> None:
    """Draw a heat table: coloured places, and in faint letters those that have no colour.

    Args:
        drawn: the figure.
        cells: its places; one that is not given is empty.
        span: percents at the two ends of the scale; what lies beyond has the colour of the end.
        middle: the percent without a colour.
    """
    page = ground()
    hot = [cell for cell in cells if cell.heat is not None]
    pale = [cell for cell in cells if cell.heat is None]
    low, high = span
    share = (middle - low) / (high - low)
    scale: list[list[Any]] = [[share, page.grid], [1.0, PALETTE[0]]]
    by_place = {(cell.row, cell.column): cell for cell in hot}
    names = list(dict.fromkeys(cell.row for cell in cells))
    columns = sorted({cell.column for cell in cells})
    grid = [[by_place.get((name, column)) for column in columns] for name in names]
    drawn.add_trace(
        go.Heatmap(
            x=columns,
            y=names,
            z=[[cell and cell.heat for cell in row] for row in grid],
            zmin=low,
            zmax=high,
            colorscale=[[0.0, PALETTE[5]], *scale] if share else scale,
            colorbar={
                "orientation": "h",
                "thickness": 8,
                "len": 0.6,
                "y": 0,
                "yref": "container",
                "yanchor": "bottom",
                "ticksuffix": " %",
                "tickfont": {"size": 10},
            },
            xgap=2,
            ygap=2,
            hoverinfo="skip",
        )
    )
    for found, inks in ((hot, [_ink(cell.heat, span, middle) for cell in hot]), (pale, page.faint)):
        drawn.add_trace(
            go.Scatter(
                name="places",
                # A heat map answers no click: marks that nobody sees do.
                mode="markers+text",
                x=[cell.column for cell in found],
                y=[cell.row for cell in found],
                text=[cell.text for cell in found],
                textfont={"size": 10, "color": inks},
                customdata=[[cell.lineage_id] for cell in found],
                hovertext=[cell.said for cell in found],
                hoverinfo="text",
                marker={"size": 22, "symbol": "square", "opacity": 0},
                selected={"marker": {"opacity": 0}},
                unselected={"marker": {"opacity": 0}},
                showlegend=False,
            )
        )
    drawn.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.5, len(names) - 0.5],
        tickfont={"size": 10},
        showgrid=False,
        title=None,
        automargin=True,
    )
    drawn.update_xaxes(showgrid=False)


def _ink(value: float | None, span: tuple[float, float], middle: float) -> str:
    """Letters that can be read on the colour of a value."""
    end = span[1] if (value or 0) >= middle else span[0]
    depth = ((value or 0) - middle) / (end - middle) if end != middle else 0
    return "#ffffff" if depth > 0.5 else ground().ink
