"""Assumptions of the market's size on the dashboard: sliders to move them, and what each does."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_IF = """
    select segment_id, calendar_quarter, value_usd, suppliers_usd
    from compute_market_if(map(cast($names as varchar[]), cast($given as double[])))
    order by segment_id, calendar_quarter
"""
_STEPS = 20
_ROW = 46
_LABEL = 26
_TOUCHED = {
    "value_usd": ("of the whole market", PALETTE[0]),
    "value_usd of the segment": ("of its segment (others lose it)", PALETTE[1]),
    "check_usd": ("of the other tier's estimate", PALETTE[2]),
}


def moved(assumptions: pl.DataFrame, names: Mapping[str, str]) -> dict[str, float]:
    """A slider for each assumption: those that are not at their base value."""
    rows = assumptions.to_dicts()
    found = {}
    asked = any(row["assumption_id"] in st.query_params for row in rows)
    with st.expander("Move the assumptions", expanded=asked):
        st.button("Back to the base values", on_click=_back, args=(rows,))
        last = ""
        for row in rows:
            group = names[row["segment_id"]] if row["segment_id"] else "The whole market"
            if group != last:
                st.markdown(f"**{group}**")
                last = group
            value = _slider(row)
            if value != float(row["base_value"]):
                found[row["assumption_id"]] = value
    return found


def _back(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        st.session_state[row["assumption_id"]] = float(row["base_value"])


def _slider(row: dict[str, Any]) -> float:
    low, base, high = (float(row[f"{end}_value"]) for end in ("low", "base", "high"))
    value = state.number(
        row["assumption_name"],
        low,
        high,
        row["assumption_id"],
        default=base,
        step=round((high - low) / _STEPS, 4),
    )
    source = plain(row["source"])
    source = f"[{source}]({row['url']})" if row["url"] else source
    st.caption(
        f"Base {base:g}, {low:g} to {high:g}. {plain(row['reason'])} "
        f"Source: {source}; {row['stated_date']}."
    )
    return value


def changed(values: Mapping[str, float], segment: str | None) -> dict[str, dict[str, Any]]:
    """Both estimates in the base case with the assumptions that were moved, by quarter."""
    rows = data.rows(_IF, names=list(values), given=list(values.values()))
    own = rows if segment is None else rows.filter(segment_id=segment)
    whole = pl.col("suppliers_usd").null_count() == 0
    summed = own.group_by("calendar_quarter").agg(
        pl.col("value_usd").sum(), suppliers_usd=pl.when(whole).then(pl.col("suppliers_usd").sum())
    )
    return {row["calendar_quarter"]: row for row in summed.to_dicts()}


def of(assumptions: pl.DataFrame, segment: str) -> pl.DataFrame:
    """Those of the whole market, and of one segment."""
    return assumptions.filter(pl.col("segment_id").is_null() | (pl.col("segment_id") == segment))


def tornado(assumptions: pl.DataFrame) -> None:
    """What each end of each range does, the widest first."""
    rows = assumptions.drop_nulls("base_usd").to_dicts()
    if not rows:
        return
    # The widest of each group first.
    rows.sort(key=lambda row: (list(_TOUCHED).index(row["touches"]), -_width(row)))
    first, last = rows[0]["first_quarter"], rows[0]["last_quarter"]
    note = (
        "each assumption alone at the two ends of its range, in percent of the base case of what "
        f"it touches, which its colour says; {first} to {last}, of checks their newest quarter; "
        f"hatched: the lower value; {block.as_of()}"
    )
    drawn = charts.figure(
        "What each assumption does to the base case",
        note,
        unit="",
        height=60 + _ROW * len(rows),
    )
    labels = {row["assumption_id"]: _wrapped(row["assumption_name"]) for row in rows}
    for touches, (words, colour) in _TOUCHED.items():
        own = [row for row in rows if row["touches"] == touches]
        for end, is_hatched in (("low", True), ("high", False)):
            if own:
                drawn.add_trace(_effects(own, labels, end, words, colour, is_hatched=is_hatched))
    places = [labels[row["assumption_id"]] for row in rows]
    drawn.update_layout(barmode="overlay", bargap=0.35)
    drawn.update_yaxes(
        type="category", categoryorder="array", categoryarray=places[::-1], title=None,
        automargin=True, tickfont={"size": 10},
    )  # fmt: skip
    drawn.update_xaxes(ticksuffix=" %", zeroline=True)
    points = [
        Point("", row["at_low_pct"], "", row["lineage_id"], row["assumption_name"]) for row in rows
    ]
    block.chart(
        drawn, points, assumptions, name="sensitivity", note=note, alt=f"Bars to both sides. {note}"
    )


def _width(row: dict[str, Any]) -> float:
    return abs(float(row["at_high_pct"]) - float(row["at_low_pct"]))


def _effects(
    rows: Sequence[dict[str, Any]],
    labels: Mapping[str, str],
    end: str,
    words: str,
    colour: str,
    *,
    is_hatched: bool,
) -> Any:
    return go.Bar(
        name=f"{words}, at the lower value" if is_hatched else words,
        showlegend=not is_hatched,
        orientation="h",
        x=[row[f"at_{end}_pct"] for row in rows],
        y=[labels[row["assumption_id"]] for row in rows],
        customdata=[[row["lineage_id"]] for row in rows],
        hovertext=[
            f"{row['assumption_name']}<br>at {float(row[f'{end}_value']):g} in place of "
            f"{float(row['base_value']):g}: {charts.percent(row[f'at_{end}_pct'])} {words}"
            f"<br>{charts.millions(row[f'at_{end}_usd'])} in place of "
            f"{charts.millions(row['base_usd'])}"
            for row in rows
        ],
        hoverinfo="text",
        marker={
            "color": colour,
            "line": {"color": charts.ground().paper, "width": 1},
            "pattern": {"shape": charts.HATCH if is_hatched else ""},
        },
        unselected={"marker": {"opacity": 0.45}},
    )


def _wrapped(text: str) -> str:
    return "<br>".join(textwrap.wrap(text, _LABEL))


def plain(text: str) -> str:
    """Text that Markdown takes as it stands."""
    return "".join(f"\\{each}" if each in "\\`*_[]$~<>" else each for each in text)
