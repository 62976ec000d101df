"""A chart with all that belongs to it: its points' lineage, its rows, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from pipelines.dashboard import data, downloads, lineage, room
from pipelines.dashboard.charts import Point

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.dashboard.charts import Cell

# Columns that hold addresses of documents.
_ADDRESSES = {"filing", "document", "new_filing", "old_filing"}


def as_of() -> str:
    """What a chart's line says of the day of its figures."""
    return f"as published on {data.published_at():%Y-%m-%d}"


def heat_table(
    drawn: Any, cells: Iterable[Cell], rows: pl.DataFrame, *, name: str, note: str, alt: str
) -> None:
    """Draw a heat table as `chart` draws a figure."""
    points = [Point(cell.column, cell.row, "", cell.lineage_id, _label(cell)) for cell in cells]
    chart(drawn, points, rows, name=name, note=note, alt=alt)


def _label(cell: Cell) -> str:
    """What a place of a heat table is called in a list, where a name has no second line."""
    return f"{cell.column} {cell.row.replace('<br>', ' ')}"


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
    picture(
        drawn,
        name=name,
        alt=alt,
        on_select=lambda: lineage.clicked(chart_key, figure_key, known),
        selection_mode="points",
    )
    if known:
        lineage.panel(figure_key, known)
    shelf = st.expander(
        f"Rows and files ({rows.height:,} rows)", key=f"{name}-rows", on_change="rerun"
    )
    if shelf.open:  # a table is heavier than what stands above it
        with shelf:
            table(rows, name=name, note=note)


def picture(drawn: Any, *, name: str, alt: str, **more: Any) -> None:
    """A figure alone; the button on it makes a PNG of it, in the browser."""
    room.make(drawn)
    st.plotly_chart(
        drawn,
        theme=None,
        key=f"{name}-chart",
        config={
            "displaylogo": False,
            "displayModeBar": True,
            "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {"format": "png", "scale": 2, "filename": name},
        },
        alt=alt,
        **more,
    )


def table(rows: pl.DataFrame, *, name: str, note: str) -> None:
    """Rows with their files; addresses are links, amounts and days can be read."""
    downloads.buttons(rows, name, note)
    found = {column: _shown(column, kind) for column, kind in rows.schema.items()}
    # To name a column without a way of showing it is to hide it.
    shown = {column: way for column, way in found.items() if way is not None}
    st.dataframe(rows, hide_index=True, column_config=shown)


def _shown(column: str, kind: pl.DataType) -> Any:
    """How a column is shown; None where Streamlit shows it well."""
    if column in _ADDRESSES:
        return st.column_config.LinkColumn(display_text="open")
    if kind.is_decimal():
        return st.column_config.NumberColumn(format="localized")
    # With an hour otherwise, at which nothing happened.
    return st.column_config.DateColumn(format="YYYY-MM-DD") if kind == pl.Date else None
