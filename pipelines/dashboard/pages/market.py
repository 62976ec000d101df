"""How large the market for compute is.

What others publish is by definitions of their own: a table, and never a chart beside ours.
"""

from __future__ import annotations

import streamlit as st

from pipelines.dashboard import data, market_estimates
from pipelines.dashboard.discovery import Page


def draw() -> None:
    """What others say of the size of the market."""
    others = data.rows(market_estimates.ESTIMATES)
    if others.is_empty():
        st.info("No estimate of the size of the market is published.")
        return
    market_estimates.table(others)


PAGE = Page("Market", ":material/pie_chart:", 17, draw)
