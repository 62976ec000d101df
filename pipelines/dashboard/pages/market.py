"""How large the market for compute is: cases, the assumptions behind them, and two estimates.

What builders spend and what suppliers earn are two ways to one number, and stand on one axis. What
others publish is by definitions of their own: a table, and never a chart beside ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pipelines.dashboard import (
    block,
    charts,
    data,
    market_assumptions,
    market_estimates,
    state,
    tiers,
)
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TOTALS = "from fct_compute_market_totals order by calendar_quarter, market_case"
_SEGMENTS = "from fct_compute_market order by segment_id, calendar_quarter, market_case"
_ASSUMPTIONS = "from fct_market_sensitivity order by segment_id nulls first, assumption_id"
_ALL = "all"
_SPANS = {"12": 12, "all": 10_000}
_CASES = ("low", "base", "high")
_METHODS = {
    "filed": "what builders filed",
    "guidance": "what builders guide",
    "guidance_and_forecast": "what builders guide, and forecasts of the others",
    "forecast": "forecasts",
}


@dataclass(frozen=True, slots=True)
class _Market:
    """What is shown: of all segments or one, by quarter and case.

    Attributes:
        name: of it.
        rows: the published rows.
        quarters: those that are shown.
        filed: how many of these are filed.
    """

    name: str
    rows: pl.DataFrame
    quarters: list[str]
    filed: int

    def case(self, market_case: str) -> list[dict[str, Any]]:
        """The rows of a case, a quarter each."""
        return self.rows.filter(market_case=market_case).sort("calendar_quarter").to_dicts()


def draw() -> None:
    """The cases and both estimates, the assumptions and what each does, and what others say."""
    totals, by_segment, assumptions, others = data.tables(
        [_TOTALS, _SEGMENTS, _ASSUMPTIONS, market_estimates.ESTIMATES]
    )
    if totals.is_empty():
        st.info("No size of the market is published: the refusals say why.")
    else:
        _own(totals, by_segment, assumptions)
    if not others.is_empty():
        market_estimates.table(others)


def _own(totals: pl.DataFrame, by_segment: pl.DataFrame, assumptions: pl.DataFrame) -> None:
    names = tiers.segments()
    there = by_segment["segment_id"].unique().sort().to_list()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        segment = state.choice(
            "Segment",
            [_ALL, *there],
            "segment",
            default=_ALL,
            spoken=lambda each: "All" if each == _ALL else names[each],
        )
        span = state.choice("Quarters", list(_SPANS), "quarters", default="12")
    is_all = segment == _ALL
    found = totals if is_all else by_segment.filter(segment_id=segment)
    quarters = found["calendar_quarter"].unique().sort().to_list()[-_SPANS[span] :]
    shown = found.filter(pl.col("calendar_quarter").is_in(quarters))
    filed = shown.filter(method="filed")["calendar_quarter"].n_unique()
    market = _Market("All segments" if is_all else names[segment], shown, quarters, filed)
    place = st.container()
    moved = market_assumptions.moved(assumptions, names)
    changed = market_assumptions.changed(moved, None if is_all else segment) if moved else {}
    with place:
        _told(totals)
        _cases(market, changed)
        if changed:
            _effect(market, changed)
    market_assumptions.tornado(
        assumptions if is_all else market_assumptions.of(assumptions, segment)
    )
    if is_all:
        within = by_segment.filter(pl.col("calendar_quarter").is_in(quarters), market_case="base")
        _split(within, market, names)
    _differences(market)


def _told(totals: pl.DataFrame) -> None:
    """The newest four quarters that are filed, and the four ahead, in all cases."""
    filed = totals.filter(method="filed").drop_nulls("trailing_four_quarters_usd")
    ahead = totals.filter(pl.col("method") != "filed").drop_nulls("trailing_four_quarters_usd")
    said = []
    for rows, words in (
        (filed, "All segments, four quarters to"),
        (ahead, "ahead, four quarters to"),
    ):
        newest = rows.filter(pl.col("calendar_quarter") == pl.col("calendar_quarter").max())
        by_case = {row["market_case"]: row for row in newest.to_dicts()}
        if set(_CASES) <= set(by_case):
            low, base, high = (
                charts.billions(by_case[case]["trailing_four_quarters_usd"]) for case in _CASES
            )
            said.append(
                f"{words} {by_case['base']['calendar_quarter']}: **{base:,.0f} billion USD** "
                f"({low:,.0f} in the low case, {high:,.0f} in the high one)"
            )
    if said:
        st.markdown(f"{'; '.join(said)}.")


def _cases(market: _Market, changed: Mapping[str, dict[str, Any]]) -> None:
    base = market.case("base")
    ends = {case: market.case(case) for case in ("low", "high")}
    note = (
        f"{market.name}: what builders spend on it, from the hyperscalers' cash capex and "
        "the assumptions below; USD; band: low and high case, no interval; shaded: quarters "
        f"ahead, by guidance and forecasts; diamonds: from the suppliers' side; {block.as_of()}"
    )
    drawn = charts.figure(
        "How large the market is: cases, and the estimate from the other side",
        note,
        unit="USD billion a quarter",
    )
    points = [_point(row, _around(row, ends)) for row in base]
    # The line ahead begins where the filed one ends.
    joint = max(market.filed - 1, 0)
    for part, opacity, name in (
        (slice(0, market.filed), 0.22, "Low to high case"),
        (slice(joint, None), 0.1, ""),
    ):
        drawn.add_traces(_band({case: rows[part] for case, rows in ends.items()}, opacity, name))
    drawn.add_trace(charts.line("Base case", PALETTE[0], points[: market.filed]))
    if market.filed < len(points):
        line = charts.line("Base case, ahead", PALETTE[0], points[joint:])
        line.update(line={"dash": "dash"}, marker={"symbol": "circle-open"}, showlegend=False)
        drawn.add_trace(line)
        _shade(drawn, market.filed, len(market.quarters))
    drawn.add_trace(_other_side(base))
    if any(row.get("check_usd") is not None for row in base):
        drawn.add_trace(_other_tier(base))
    if changed:
        yours = [
            Point(
                quarter,
                charts.billions(changed[quarter]["value_usd"]),
                f"{quarter}, with your assumptions: "
                f"{charts.millions(changed[quarter]['value_usd'])}<br>from the suppliers' side: "
                f"{charts.millions(changed[quarter]['suppliers_usd'])}",
            )
            for quarter in market.quarters
            if quarter in changed
        ]
        line = charts.line("With your assumptions", PALETTE[5], yours, number=2)
        line.update(line={"dash": "dot"})
        drawn.add_trace(line)
    drawn.update_yaxes(rangemode="tozero")
    charts.quarter_axis(drawn, market.quarters)
    block.chart(
        drawn, points, market.rows, name="market", note=note, alt=f"A band about a line. {note}"
    )


def _around(row: dict[str, Any], ends: Mapping[str, Sequence[dict[str, Any]]]) -> str:
    """The other cases of a quarter, and what its base case is from."""
    low, high = (
        next(
            each["value_usd"] for each in ends[case]
            if each["calendar_quarter"] == row["calendar_quarter"]
        )
        for case in ("low", "high")
    )  # fmt: skip
    tickers = "".join(
        f"<br>{words}: {row[column]}"
        for column, words in (("guidance_tickers", "guided"), ("forecast_tickers", "forecast"))
        if row[column]
    )
    return (
        f"low case {charts.millions(low)}, high case {charts.millions(high)}"
        f"<br>from {_METHODS[row['method']]}: capex {charts.millions(row['capex_usd'])}{tickers}"
    )


def _point(row: dict[str, Any], more: str) -> Point:
    quarter = row["calendar_quarter"]
    said = f"{quarter}, base case: {charts.millions(row['value_usd'])}<br>{more}"
    y = charts.billions(row["value_usd"])
    return Point(quarter, y, said, row["lineage_id"], f"{quarter} base case")


def _band(ends: Mapping[str, Sequence[dict[str, Any]]], opacity: float, name: str) -> list[Any]:
    red, green, blue = (int(PALETTE[0][place : place + 2], 16) for place in (1, 3, 5))
    edge = {"width": 0.5, "color": PALETTE[0]}
    sides = {
        case: {
            "x": [row["calendar_quarter"] for row in rows],
            "y": [charts.billions(row["value_usd"]) for row in rows],
            "mode": "lines",
            "line": edge,
            "hoverinfo": "skip",
        }
        for case, rows in ends.items()
    }
    return [
        go.Scatter(name=f"{name}: upper end", showlegend=False, **sides["high"]),
        go.Scatter(
            name=name or "the same, ahead",
            showlegend=bool(name),
            fill="tonexty",
            fillcolor=f"rgba({red},{green},{blue},{opacity})",
            **sides["low"],
        ),
    ]


def _shade(drawn: Any, filed: int, places: int) -> None:
    drawn.add_vrect(
        x0=filed - 0.5,
        x1=places - 0.5,
        fillcolor=charts.ground().grid,
        opacity=0.45,
        layer="below",
        line_width=0,
        annotation={"text": "ahead", "font": {"size": 11}},
        annotation_position="top left",
    )


def _other_side(rows: Sequence[dict[str, Any]]) -> Any:
    points = _estimates(rows, "suppliers", lambda _: "from the suppliers' side")
    return charts.tops("From the suppliers' side", points, None)


def _other_tier(rows: Sequence[dict[str, Any]]) -> Any:
    """What a further tier of the segment makes of it."""
    points = _estimates(rows, "check", lambda row: f"by the tier {row['check_tier']}")
    trace = charts.tops("By another tier", points, None)
    trace.update(marker={"symbol": "x", "color": PALETTE[1]})
    return trace


def _estimates(
    rows: Sequence[dict[str, Any]], side: str, words: Callable[[dict[str, Any]], str]
) -> list[Point]:
    """A point for each quarter of which the side has an estimate, against the base case."""
    return [
        Point(
            row["calendar_quarter"],
            charts.billions(row[f"{side}_usd"]),
            f"{row['calendar_quarter']}, {words(row)}: {charts.millions(row[f'{side}_usd'])}"
            f"<br>{charts.percent(row[f'{side}_difference_pct'])} against the base case",
            row["lineage_id"],
        )
        for row in rows
        if row[f"{side}_usd"] is not None
    ]


def _effect(market: _Market, changed: Mapping[str, dict[str, Any]]) -> None:
    base = {row["calendar_quarter"]: row["value_usd"] for row in market.case("base")}
    newest = market.quarters[max(market.filed - 1, 0)]
    said = [
        f"{quarter}: {charts.billions(changed[quarter]['value_usd']):,.1f} billion USD in place of "
        f"{charts.billions(base[quarter]):,.1f}"
        for quarter in dict.fromkeys((newest, market.quarters[-1]))
        if quarter in changed and quarter in base
    ]
    st.markdown(f"**With your assumptions** ({market.name}): {'; '.join(said)}.")


def _split(rows: pl.DataFrame, market: _Market, names: Mapping[str, str]) -> None:
    note = (
        "base case; USD; split as the suppliers' revenue of one tier of each segment measures it; "
        "ahead as in the newest quarter that is measured; hatched: quarters ahead; "
        f"{block.as_of()}"
    )
    drawn = charts.figure("The base case by segment", note, unit="USD billion a quarter")
    drawn.update_layout(barmode="stack")
    points: list[Point] = []
    segments = rows["segment_id"].unique().sort().to_list()
    colours = charts.colours(segments)
    for segment in segments:
        own = [
            Point(
                row["calendar_quarter"],
                charts.billions(row["value_usd"]),
                f"{names[segment]}, {row['calendar_quarter']}: {charts.millions(row['value_usd'])}"
                f"<br>{row['segment_share_pct']:.1f} % of the market, measured on the tier "
                f"{row['split_tier']} in {row['split_quarter']}",
                row["lineage_id"],
                f"{row['calendar_quarter']} base case",
                is_complete=row["method"] == "filed",
            )
            for row in rows.filter(segment_id=segment).to_dicts()
        ]
        drawn.add_trace(charts.bars(names[segment], colours[segment], own))
        points += own
    charts.quarter_axis(drawn, market.quarters)
    block.chart(drawn, points, rows, name="market-split", note=note, alt=f"Stacked bars. {note}")


def _differences(market: _Market) -> None:
    """How far the estimates lie apart: by the suppliers' side, and by a further tier."""
    rows = [row for row in market.case("base") if row["method"] == "filed"]
    told = [row for row in rows if row["suppliers_difference_pct"] is not None]
    if not told:
        return
    note = (
        f"{market.name}, base case: the estimate from the suppliers' side against that from what "
        "builders spend, in percent of the latter; of every segment as of all, since spending is "
        f"split as suppliers earn; {block.as_of()}"
    )
    drawn = charts.figure("How far the two estimates lie apart", note, unit="percent")
    points = [
        Point(
            row["calendar_quarter"],
            row["suppliers_difference_pct"],
            f"{row['calendar_quarter']}: {charts.percent(row['suppliers_difference_pct'])}"
            f"<br>{charts.millions(row['suppliers_usd'])} from the suppliers' side, "
            f"{charts.millions(row['value_usd'])} from what builders spend",
            row["lineage_id"],
            f"{row['calendar_quarter']} base case",
        )
        for row in told
    ]
    drawn.add_trace(charts.bars("From the suppliers' side", charts.ground().ink, points))
    checked = [row for row in rows if row.get("check_difference_pct") is not None]
    if checked:
        marks = [
            Point(
                row["calendar_quarter"],
                row["check_difference_pct"],
                f"{row['calendar_quarter']}, by the tier {row['check_tier']}: "
                f"{charts.percent(row['check_difference_pct'])}",
                row["lineage_id"],
            )
            for row in checked
        ]
        trace = charts.tops("By another tier", marks, None)
        trace.update(marker={"symbol": "x", "color": PALETTE[1]})
        drawn.add_trace(trace)
    charts.quarter_axis(drawn, market.quarters[: market.filed])
    block.chart(
        drawn,
        points,
        market.rows.filter(market_case="base"),
        name="market-difference",
        note=note,
        alt=f"Bars about zero. {note}",
    )
    silent = [row for row in rows if row["suppliers_difference_pct"] is None]
    if silent:
        st.caption(
            "Without a bar: "
            + "; ".join(
                f"{row['calendar_quarter']}, {row['missing_reason'].rstrip('.')}" for row in silent
            )
        )


PAGE = Page("Market", ":material/pie_chart:", 17, draw)
