"""What others say of the size of the market, on the dashboard: a table, and no chart of it."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, downloads, lineage

ESTIMATES = """
    select
        estimate_by, speaker, estimate_kind, is_kind_said, definition, period, low_usd, high_usd,
        bound, stated, confidence, citation, url, known_from, lineage_id
    from fct_market_estimates
    order by estimate_kind, definition, period, estimate_by, stated
"""
_KINDS = {
    "annual": "of one year",
    "cumulative": "of years together",
    "quarterly": "of one quarter",
    "stock": "of no period",
    "ambiguous": "not said: a year, or in total",
}


def table(rows: pl.DataFrame) -> None:
    """What others say, in words: figures of different kinds are on no axis."""
    note = (
        "Estimates of others, by definitions of their own: beside the market above, never in it. A "
        "year, years together and a stock are no figures of one kind, and no two rows are to be "
        f"added; {block.as_of()}"
    )
    st.markdown(f"**What others say of the size of the market**  \n{note}.")
    told = rows.to_dicts()
    shown = pl.DataFrame(
        {
            "who": [_who(row) for row in told],
            "USD billion": [_figure(row) for row in told],
            "kind": [_kind(row) for row in told],
            "of": [row["period"] for row in told],
            "what is counted": [row["definition"] for row in told],
            "said": [row["stated"] for row in told],
            "confidence": [row["confidence"] for row in told],
            "document": [row["citation"] for row in told],
            "address": [row["url"] for row in told],
        }
    )
    st.dataframe(
        shown,
        hide_index=True,
        column_config={"address": st.column_config.LinkColumn(display_text="open")},
    )
    lineage.panel(
        "estimates-figure",
        {
            row["lineage_id"]: f"{row['estimate_by']}, {row['definition']}, {row['period']}, "
            f"said {row['stated']}"
            for row in told
        },
    )
    downloads.buttons(rows, "market-estimates", note)


def _who(row: dict[str, Any]) -> str:
    by: str = row["estimate_by"]
    return f"{by}, as an analyst has it" if row["speaker"] == "analyst" else by


def _figure(row: dict[str, Any]) -> str:
    low, high = (charts.billions(row[f"{end}_usd"]) for end in ("low", "high"))
    if row["bound"] == "over":
        return f"over {low:,.0f}"
    said = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
    return f"nearly {said}" if row["bound"] == "nearly" else said


def _kind(row: dict[str, Any]) -> str:
    kind = _KINDS[row["estimate_kind"]]
    is_read = not row["is_kind_said"] and row["estimate_kind"] != "ambiguous"
    return f"{kind} (read so, not said)" if is_read else kind
