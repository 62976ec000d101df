"""Where capital expenditure and tiers are heading: a fan, and beside it the record of such fans.

A forecast is drawn with what stood at its origin; of an older origin also what came of it. Below
stand earlier forecasts against their outcomes, and how a tier's growth goes with capex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, lead_lag, state, tiers
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.answers import MARKET_OF_A_QUARTER, is_too_narrow, three_answers
from pipelines.publish.palette import PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORECASTS = """
    select * from fct_forecasts
    where horizon > 0
    order by series_kind, series_id, origin_quarter, horizon
"""
# A quarter that some companies have told of, and too few for the index.
_NOWCASTS = "select * from fct_forecasts where horizon <= 0 and is_newest and series_id = $series"
# What stood at an origin, of a company, of all, of a tier.
_STOOD = {
    "capex": """
        select calendar_quarter, value_usd as value
        from fct_capex_history
        where shown_from <= $at and (shown_to is null or shown_to > $at)
            and company_id = $name and basis = 'cash'
        order by calendar_quarter
    """,
    "capex_total": """
        select calendar_quarter, value_usd as value
        from fct_capex_totals_history
        where shown_from <= $at and (shown_to is null or shown_to > $at)
            and spender_group = $name and basis = 'cash'
            and companies_reporting = companies_expected
        order by calendar_quarter
    """,
    "segment_revenue": """
        select calendar_quarter, matched_index as value
        from fct_segment_revenue_history
        where shown_from <= $at and (shown_to is null or shown_to > $at)
            and segment_id || ':' || tier = $name and matched_index is not null
        order by calendar_quarter
    """,
}
_SAID = """
    select * from fct_forecast_accuracy
    where series_id = $series and is_selected
    order by origin_quarter, horizon
"""
_QUARTERS_BEFORE = 12
_OF_MONTHS = {"nowcast by 2 months": -1, "nowcast by 1 month": -2}
_AHEAD = {"1": 1, "2": 2, "3": 3, "4": 4, "nowcast": 0} | _OF_MONTHS
# What had spoken for a quarter, by how many of its months were known.
_SPOKE = {1: "the first of its months", 2: "two of its months", 3: "whole quarters of companies"}


def draw() -> None:
    """The fan of one series from one origin, its record, and lead and lag of a tier."""
    forecasts = data.rows(_FORECASTS)
    if forecasts.is_empty():
        st.info("Nothing is forecast: the refusals say why.")
        return
    segments = tiers.segments()
    names = {row["series_id"]: _called(row, segments) for row in forecasts.to_dicts()}
    first = "capex:hyperscaler" if "capex:hyperscaler" in names else next(iter(names))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        series = state.choice(
            "Series", list(names), "series", default=first, spoken=names.__getitem__
        )
        own = forecasts.filter(series_id=series)
        origins = own["origin_quarter"].unique().sort(descending=True).to_list()
        origin = state.choice("From", origins, "origin", default=origins[0])
        said = data.rows(_SAID, series=series)
        told = set(said["horizon"])
        aheads = [ahead for ahead, horizon in _AHEAD.items() if horizon in told]
        ahead = state.choice("Record of quarters ahead", aheads, "ahead", default="1")
    name = names[series]
    ahead_of = said.filter(pl.col("horizon") > 0, origin_quarter=origin)
    _fan(name, own.filter(origin_quarter=origin), ahead_of)
    _nowcast(data.rows(_NOWCASTS, series=series))
    _record(name, said.filter(horizon=_AHEAD[ahead]), said.filter(horizon=_AHEAD[ahead]))
    row = own.row(0, named=True)
    if row["segment_id"] is not None:
        lead_lag.draw(name, row["segment_id"], row["tier"])


def _called(row: dict[str, Any], segments: dict[str, str]) -> str:
    """A series in words: who spends, or which tier of which segment earns."""
    if row["segment_id"] is not None:
        return f"{segments[row['segment_id']]}, {row['tier']}"
    return f"All {row['spender']}s" if row["series_kind"] == "capex_total" else row["spender"]


def _fan(name: str, forecast: pl.DataFrame, said: pl.DataFrame) -> None:
    first = forecast.row(0, named=True)
    stood = data.rows(
        _STOOD[first["series_kind"]],
        name=first["series_id"].partition(":")[2],
        at=first["known_from"],
    )
    # A quarter that too few have reported is none of the series yet.
    stood = stood.filter(pl.col("calendar_quarter") <= first["origin_quarter"])
    stood = stood.tail(_QUARTERS_BEFORE)
    unit = _unit(first["unit"])
    before = [
        _point(first, row["calendar_quarter"], row["value"], "as it stood then")
        for row in stood.to_dicts()
    ]
    rows = forecast.to_dicts()
    made = [
        _point(first, first["origin_quarter"], first["origin_value"], "the newest quarter then"),
        *(
            _point(
                first,
                row["calendar_quarter"],
                row["value"],
                f"forecast, {_amount(first, row['lower_80'])} to {_amount(first, row['upper_80'])} "
                "in four of five cases",
            )
            for row in rows
        ),
    ]
    became = [
        _point(first, row["calendar_quarter"], row["actual_value"], "what was first said of it")
        for row in said.to_dicts()
        if row["actual_value"] is not None
    ]
    note = (
        f"{_what(first)}; from what stood on {first['known_from']:%Y-%m-%d} (UTC); method: "
        f"{state.words(first['method'])}; band: 80 % interval; {block.as_of()}"
    )
    drawn = charts.figure(
        f"{name}: the four quarters after {first['origin_quarter']}",
        note,
        unit=f"{unit} a quarter" if first["unit"] == "USD" else unit,
    )
    colour = PALETTE[0]
    drawn.add_traces(_band(first, rows, colour))
    drawn.add_trace(charts.line("As it stood", charts.ground().ink, before))
    drawn.add_trace(charts.line("Forecast", colour, made, number=1))
    if became:
        drawn.add_trace(charts.line("What came of it", PALETTE[1], became, number=2))
    drawn.update_yaxes(rangemode="tozero")
    charts.quarter_axis(drawn, list(dict.fromkeys(point.x for point in (*before, *made))))
    block.chart(
        drawn, [*made, *became], forecast, name="outlook", note=note, alt=f"A fan of lines. {note}"
    )
    st.markdown(_told(first, rows))
    _beside_the_total(first)


def _beside_the_total(first: dict[str, Any]) -> None:
    """The other two figures of all spenders' first quarter ahead, and why they differ."""
    if first["members_value"] is None or not first["is_newest"]:
        return
    [*market] = data.rows(MARKET_OF_A_QUARTER, quarter=first["calendar_quarter"]).iter_rows(
        named=True
    )
    told = three_answers(first, market[0] if market else None, lambda value: _amount(first, value))
    st.markdown(f"{told}.")


def _nowcast(said: pl.DataFrame) -> None:
    """What the companies that told first make of the quarter after the newest."""
    for row in said.to_dicts():
        low, middle, high = (
            _relative(row, row[name]) - 100 for name in ("lower_80", "value", "upper_80")
        )
        st.markdown(
            f"**Nowcast of {row['calendar_quarter']}**: {middle:+.1f} % on "
            f"{row['origin_quarter']} ({low:+.1f} to {high:+.1f} % in four of five cases), from "
            f"what companies had told by {row['known_from']:%Y-%m-%d} (UTC), "
            f"{_SPOKE[row['months_known']]}; method: {state.words(row['method'])}."
        )


def _band(first: dict[str, Any], rows: Sequence[dict[str, Any]], colour: str) -> list[Any]:
    """The interval, opening from the newest value."""
    places = [first["origin_quarter"], *(row["calendar_quarter"] for row in rows)]
    ends = {
        side: [_scaled(first, first["origin_value"]), *(_scaled(first, row[side]) for row in rows)]
        for side in ("upper_80", "lower_80")
    }
    edge = {"width": 0.5, "color": colour}
    return [
        go.Scatter(
            x=places,
            y=ends["upper_80"],
            mode="lines",
            line=edge,
            hoverinfo="skip",
            showlegend=False,
            name="upper end",
        ),
        go.Scatter(
            x=places,
            y=ends["lower_80"],
            mode="lines",
            line=edge,
            fill="tonexty",
            fillcolor=f"rgba{(*_rgb(colour), 0.18)}",
            hoverinfo="skip",
            name="80 % interval",
        ),
    ]


def _told(first: dict[str, Any], rows: Sequence[dict[str, Any]]) -> str:
    """Why this method, and how good it was."""
    method = first["method"]
    told = [f"**{first['selection_reason'].replace(method, state.words(method))}**"]
    for row in rows:
        if not row["record_forecasts"]:
            continue
        told.append(
            f"{row['horizon']} ahead: the method's error was {row['record_error_pct']:.0f} % in "
            f"{row['record_forecasts']} earlier forecasts, that of the quarter of a year before "
            f"{row['record_naive_error_pct']:.0f} %; their median was {_bias(row)}; "
            f"{row['record_coverage_pct']:.0f} % of the outcomes lay in the interval"
            f"{_too_few(row)}."
        )
    if len(told) == 1:
        told.append("None of its earlier forecasts of this series has an outcome.")
    return "  \n".join(told)


def _too_few(row: dict[str, Any]) -> str:
    """Where so few lay in it that chance does not explain it."""
    return ", fewer than chance explains: take it as too narrow" if is_too_narrow(row) else ""


def _bias(row: dict[str, Any]) -> str:
    """Which way its earlier forecasts erred."""
    bias = row["record_bias_pct"]
    return f"{abs(bias):.0f} % too {'low' if bias < 0 else 'high'}"


def _record(name: str, said: pl.DataFrame, forecasts: pl.DataFrame) -> None:
    """Forecasts made so many quarters ahead, each at the quarter it is of, with what it became."""
    rows = said.to_dicts()
    if not rows:
        return
    first = rows[0]
    spoke, said_of = _SPOKE.get(first["months_known"]), "nowcasts"
    of_when = f"each nowcast from what companies had told of the quarter, {spoke}"
    if not spoke:
        said_of = f"forecasts {_ahead(first['horizon'])} ahead"
        of_when = f"each forecast from what was known {_ahead(first['horizon'])} before"
    note = (
        f"{_what(first)}; {of_when}, by the method chosen then; bars: 80 % interval; against what "
        f"was first said of the quarter; {block.as_of()}"
    )
    if first["unit"] == "index":
        note = f"in percent of the origin's quarter; {note}"
    drawn = charts.figure(
        f"{name}: {said_of}, and what came of them",
        note,
        unit=(
            "percent of the origin's quarter"
            if first["unit"] == "index"
            else f"{_unit('USD')} a quarter"
        ),
    )
    made = [
        _record_point(row, "value", f"forecast by {state.words(row['method'])}") for row in rows
    ]
    became = [_record_point(row, "actual_value", "what was first said of it") for row in rows]
    trace = charts.line("Forecast", PALETTE[0], made, number=1)
    trace.update(
        mode="markers",
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [
                _relative(row, row["upper_80"]) - _relative(row, row["value"]) for row in rows
            ],
            "arrayminus": [
                _relative(row, row["value"]) - _relative(row, row["lower_80"]) for row in rows
            ],
            "thickness": 1,
            "width": 3,
        },
    )
    drawn.add_trace(trace)
    outcomes = charts.line("What came of it", PALETTE[1], became, number=2)
    if first["unit"] == "index":
        # Each is of another origin: no line joins them.
        outcomes.update(mode="markers")
    drawn.add_trace(outcomes)
    drawn.update_yaxes(rangemode="tozero")
    charts.quarter_axis(drawn, [row["calendar_quarter"] for row in rows])
    block.chart(
        drawn,
        made,
        forecasts,
        name="outlook-record",
        note=note,
        alt=f"Forecasts with intervals, and outcomes. {note}",
    )
    known = [row for row in rows if row["actual_value"] is not None]
    if known:
        held = 100 * sum(row["is_in_interval"] for row in known) / len(known)
        ratio = sum(row["log_error"] for row in known) / sum(
            row["naive_log_error"] for row in known
        )
        st.markdown(
            f"Of {len(known)} outcomes, each of the method chosen then, {held:.0f} % lay in their "
            f"interval; the mean error was {ratio:.2f} times that of the quarter of a year before."
        )


def _ahead(horizon: int) -> str:
    return "a quarter" if horizon == 1 else f"{horizon} quarters"


def _unit(unit: str) -> str:
    return "USD billion" if unit == "USD" else "index"


def _what(row: dict[str, Any]) -> str:
    if row["unit"] == "USD":
        return "cash capital expenditure, fiscal quarters by calendar quarter"
    return "matched index of the tier: its changes count, its level does not"


def _scaled(row: dict[str, Any], value: Any) -> float:
    return float(value) / 1e9 if row["unit"] == "USD" else float(value)


def _amount(row: dict[str, Any], value: Any) -> str:
    return f"{_scaled(row, value):,.1f} {_unit(row['unit'])}"


def _point(row: dict[str, Any], quarter: str, value: Any, words: str) -> Point:
    said = f"{quarter}: {_amount(row, value)}<br>{words}"
    return Point(
        quarter, _scaled(row, value), said, row["lineage_id"], f"from {row['origin_quarter']}"
    )


def _relative(row: dict[str, Any], value: Any) -> float:
    """Of an index, whose level may have moved between two origins, in percent of the origin's."""
    if row["unit"] == "USD":
        return _scaled(row, value)
    return 100 * float(value) / float(row["origin_value"])


def _record_point(row: dict[str, Any], column: str, words: str) -> Point:
    quarter, value = row["calendar_quarter"], row[column]
    if value is None:
        return Point(quarter, None)
    y = _relative(row, value)
    unit = "USD billion" if row["unit"] == "USD" else f"% of {row['origin_quarter']}"
    said = f"{quarter}: {y:,.1f} {unit}<br>{words}"
    return Point(quarter, y, said, row["lineage_id"], f"{quarter}, from {row['origin_quarter']}")


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


PAGE = Page("Outlook", ":material/trending_up:", 16, draw)
