"""A chart with all that belongs to it: its points' lineage, its rows, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pipelines.dashboard import data, downloads, lineage

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from pipelines.dashboard.charts import Point


def as_of() -> str:
    """What a chart's line says of the day of its figures."""
    return f"as published on {data.published_at():%Y-%m-%d}"


def chart(
    drawn: Any, points: Iterable[Point], rows: pl.DataFrame, *, name: str, note: str, alt: str
) -> None:
    """Draw a figure, answer clicks on it, and give its rows.

    Args:
        drawn: the figure.
        points: of the figure, to be listed for whoever uses no pointer.
        rows: the published rows behind it, with exact amounts.
        name: of the chart in keys, the address and the names of files.
        note: the line that says what is shown, for the workbook.
        alt: what a screen reader says of it.
    """
    known = {point.lineage_id: point.label for point in points if point.lineage_id}
    chart_key, figure_key = f"{name}-chart", f"{name}-figure"
    st.plotly_chart(
        drawn,
        theme=None,
        key=chart_key,
        on_select=lambda: lineage.clicked(chart_key, figure_key, known),
        selection_mode="points",
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {"format": "png", "scale": 2, "filename": name},
        },
        alt=alt,
    )
    lineage.panel(figure_key, known)
    shelf = st.expander(
        f"Rows and files ({rows.height:,} rows)", key=f"{name}-rows", on_change="rerun"
    )
    if shelf.open:  # a table is heavier than a chart's page may be before its chart
        with shelf:
            downloads.buttons(rows, name, note)
            st.dataframe(rows, hide_index=True)
