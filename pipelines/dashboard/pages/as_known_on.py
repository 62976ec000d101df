"""What was known on a day: the chart as it stood then, beside the one of today."""

from __future__ import annotations

import datetime as dt

import polars as pl
import streamlit as st

from pipelines.dashboard import block, capex, charts, data, state, tiers
from pipelines.dashboard.discovery import Page
from pipelines.dashboard.tiers import Chosen
from pipelines.publish.calendar_quarters import between

_FIRST_AND_LAST = "select min(shown_from), max(shown_from) from fct_capex_totals_history"
_SPANS = {"8": 8, "12": 12, "20": 20}
# Views of a segment: how it is drawn, and what is drawn.
_OF_SEGMENTS = {
    "index": (tiers.index, "matched_index"),
    "constant panel": (tiers.constant, "constant_panel_usd"),
}


def draw() -> None:
    """Spending, or a segment, as known at the end of a day (UTC), and as known now."""
    bases, segments = capex.there_is(), tiers.segments()
    if not bases:
        st.info("No total of capital expenditure is published.")
        return
    first, last = data.rows(_FIRST_AND_LAST).row(0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = state.choice("Show", ["spending", *_OF_SEGMENTS], "show", default="spending")
        if view == "spending":
            group, basis = capex.choose(bases)
        else:
            segment = state.choice(
                "Segment", list(segments), "segment", default=next(iter(segments)),
                spoken=segments.__getitem__,
            )  # fmt: skip
        span = _SPANS[state.choice("Quarters", list(_SPANS), "quarters", default="8")]
    day = state.day(
        "Day", first.date(), last.date(), "day", default=last.date() - dt.timedelta(180)
    )
    at = dt.datetime.combine(day, dt.time.max)
    if view == "spending":
        _spending(group, basis, span, at)
    else:
        _segment(view, segment, segments[segment], span, at)


def _segment(view: str, segment: str, name: str, span: int, at: dt.datetime) -> None:
    """A segment's index or constant panel."""
    draw_it, measure = _OF_SEGMENTS[view]
    known, now = tiers.read(segment, at), tiers.read(segment)
    if known.is_empty() or now.is_empty():
        st.info(f"On {at:%Y-%m-%d} nothing was known of {name}.")
        return
    newest = str(known["calendar_quarter"].max())
    quarters = between(str(now["calendar_quarter"].min()), str(now["calendar_quarter"].max()))
    start = max(quarters.index(newest) + 1 - span, 0)
    shown = quarters[start : start + span + 4]
    is_shown = pl.col("calendar_quarter").is_in(shown)
    both = [rows.filter(is_shown) for rows in (known, now)]
    scale = 1e9 if measure.endswith("_usd") else 1.0
    heights = [float(height) for rows in both for height in rows[measure].drop_nulls()]
    highest = max(heights, default=0.0) / scale or None
    for column, rows, moment, title in zip(
        st.columns(2),
        both,
        (at, None),
        (f"As known on {at:%Y-%m-%d}", "As known now"),
        strict=True,
    ):
        with column:
            draw_it(
                Chosen(segment, name, shown, rows, at=moment),
                f"segment-{'today' if moment is None else 'then'}",
                title=f"{name}. {title}",
                highest=highest,
            )


def _spending(group: str, basis: str, span: int, at: dt.datetime) -> None:
    """Spending of a group on a basis."""
    day = at.date()
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
    start = max(now.quarters.index(known.quarters[-1]) + 1 - span, 0)
    quarters = now.quarters[start : start + span + 4]
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
