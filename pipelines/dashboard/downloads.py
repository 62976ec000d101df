"""The rows of a chart as files: CSV and Parquet with exact amounts, Excel with a sheet of notes.

A picture is the button on the chart itself, which draws it in the browser.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv(rows: pl.DataFrame) -> bytes:
    """With a header, amounts with all their digits."""
    return rows.write_csv().encode()


def parquet(rows: pl.DataFrame) -> bytes:
    """Amounts as decimals."""
    file = io.BytesIO()
    rows.write_parquet(file)
    return file.getvalue()


def excel(rows: pl.DataFrame, note: str) -> bytes:
    """A sheet of rows under a frozen header, and one that says what they are."""
    import xlsxwriter  # noqa: PLC0415

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        rows.write_excel(
            book, "Rows", freeze_panes=(1, 0), autofit=True, table_style="Table Style Light 1"
        )
        notes = book.add_worksheet("Notes")
        notes.set_column(0, 0, 100)
        notes.write(0, 0, note)
    return file.getvalue()


def buttons(rows: pl.DataFrame, name: str, note: str) -> None:
    """A button for each kind of file, made when it is pressed."""
    kinds: dict[str, tuple[str, str, Callable[[], bytes]]] = {
        "CSV": ("csv", "text/csv", lambda: csv(rows)),
        "Parquet": ("parquet", "application/vnd.apache.parquet", lambda: parquet(rows)),
        "Excel": ("xlsx", _EXCEL, lambda: excel(rows, note)),
    }
    with st.container(horizontal=True):
        for kind, (ending, mime, made) in kinds.items():
            st.download_button(
                kind,
                made,
                f"{name}.{ending}",
                mime,
                key=f"{name}-{ending}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
            )
