"""What was known on a day: the chart as it stood then, beside the one of today."""

from __future__ import annotations

import datetime as dt

import polars as pl
import streamlit as st

from pipelines.dashboard import block, capex, charts, data, state
from pipelines.dashboard.discovery import Page

_FIRST_AND_LAST = "select min(shown_from), max(shown_from) from fct_capex_totals_history"
_SPANS = {"8": 8, "12": 12, "20": 20}


def draw() -> None:
    """Spending as known at the end of a day (UTC), and as known now."""
    bases = capex.there_is()
    if not bases:
        st.info("No total of capital expenditure is published.")
        return
    first, last = data.rows(_FIRST_AND_LAST).row(0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group, basis = capex.choose(bases)
        span = state.choice("Quarters", list(_SPANS), "quarters", default="8")
    day = state.day(
        "Day", first.date(), last.date(), "day", default=last.date() - dt.timedelta(180)
    )
    at = dt.datetime.combine(day, dt.time.max)
    now = capex.read(group, basis)
    if now is None:
        st.info(f"Nothing is published on {state.words(basis)}.")
        return
    # The same places on both charts: the newest quarters that were known of then, and what
    # followed until today.
    known = capex.read(group, basis, at=at)
    if known is None:
        st.info(f"On {day} nothing was known of {group}s on {state.words(basis)}.")
        return
    start = max(now.quarters.index(known.quarters[-1]) + 1 - _SPANS[span], 0)
    quarters = now.quarters[start : start + _SPANS[span] + 4]
    then, today = (capex.read(group, basis, at=each, quarters=quarters) for each in (at, None))
    if then is None or today is None:
        st.info(f"On {day} nothing was known of these quarters.")
        return
    highest = max(charts.billions(each) or 0 for each in [*then.amounts, *today.amounts])
    left, right = st.columns(2)
    with left:
        capex.amounts(then, "capex-then", title=f"As known on {day}", highest=highest)
    with right:
        capex.amounts(today, "capex-today", title="As known now", highest=highest)
    _differences(then, today)


def _differences(then: capex.Spending, today: capex.Spending) -> None:
    """The cells that are another today, or are known only since."""
    columns = ["calendar_quarter", "ticker", "value_usd", "known_from"]
    cells = today.cells.select(columns).join(
        then.cells.select(columns),
        on=["calendar_quarter", "ticker"],
        how="full",
        coalesce=True,
        suffix="_then",
    )
    other = (
        cells.filter(pl.col("value_usd").ne_missing(pl.col("value_usd_then")))
        .sort("calendar_quarter", "ticker", descending=[True, False])
        .select(
            "calendar_quarter", "ticker", "value_usd_then", value_usd_today="value_usd",
            known_today_since="known_from",
        )
    )  # fmt: skip
    if other.is_empty():
        st.info("Every figure shown stands today as it stood then.")
        return
    restated = other.filter(pl.col("value_usd_then").is_not_null()).height
    st.markdown(
        f"Of the figures shown {other.height - restated} are known only since, and {restated} "
        "stood otherwise."
    )
    block.table(
        other,
        name="as-known-differences",
        note=f"Basis: {state.words(then.basis)}; USD; {then.as_of} against {today.as_of}",
    )


PAGE = Page("As known on", ":material/history:", 50, draw)
