"""How the growth of a tier goes together with capital expenditure: part of the page *Outlook*."""

from __future__ import annotations

import streamlit as st

from pipelines.dashboard import block, charts, data
from pipelines.dashboard.charts import Point
from pipelines.publish.palette import PALETTE

_TOGETHER = "select * from fct_lead_lag where segment_id = $segment and tier = $tier order by lag"


def draw(name: str, segment: str, tier: str) -> None:
    """Correlations by lag with their intervals, of a tier by its name in words."""
    rows = data.rows(_TOGETHER, segment=segment, tier=tier)
    if rows.is_empty():
        st.info("Too few quarters of growth to say how this tier goes together with capex.")
        return
    told = rows.to_dicts()
    pairs = ", ".join(dict.fromkeys(str(row["observations"]) for row in told))
    short = "fewer than twenty: too few to lean on; " if told[0]["is_short"] else ""
    note = (
        "growth over a year of the matched index, and of the hyperscalers' cash capex so many "
        f"quarters before; {pairs} pairs, {short}bars: 95 % interval of a block bootstrap; no "
        f"cause is meant; {block.as_of()}"
    )
    drawn = charts.figure(
        f"{name}: how growth goes together with capital expenditure",
        note,
        unit="correlation",
    )
    points = [
        Point(
            f"{row['lag']} later",
            row["correlation"],
            f"{row['lag']} quarters later: {row['correlation']:+.2f} ({row['lower']:+.2f} to "
            f"{row['upper']:+.2f})<br>p adjusted for all comparisons: {row['adjusted_p']:.2f}",
            row["lineage_id"],
            f"{row['lag']} quarters later",
        )
        for row in told
    ]
    trace = charts.line("Correlation", PALETTE[0], points)
    trace.update(
        mode="markers",
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [max(0.0, row["upper"] - row["correlation"]) for row in told],
            "arrayminus": [max(0.0, row["correlation"] - row["lower"]) for row in told],
            "thickness": 1,
            "width": 4,
        },
    )
    drawn.add_trace(trace)
    drawn.update_yaxes(range=[-1.05, 1.05])
    drawn.update_xaxes(type="category")
    block.chart(
        drawn,
        points[:1],
        rows,
        name="lead-lag",
        note=note,
        alt=f"Correlations by lag with intervals. {note}",
    )
