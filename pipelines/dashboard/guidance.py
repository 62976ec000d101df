"""What was guided for each fiscal year, statement by statement, and what was then spent.

One basis at a time: guidance on another basis stands on that basis's page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point

if TYPE_CHECKING:
    from collections.abc import Mapping

# Amounts of whole years; what only repeats draws nothing new.
_GUIDANCE = """
    select
        guidance.ticker, guidance.horizon, guidance.horizon_end_date, guidance.basis,
        guidance.issued_date, guidance.kind, guidance.low_usd, guidance.high_usd,
        guidance.midpoint_usd, guidance.standing, guidance.change_cause, guidance.superseded_by,
        guidance.superseded_cause, guidance.citation, guidance.confidence, guidance.note,
        guidance.accession, guidance.lineage_id, accuracy.actual_usd, accuracy.error_pct,
        accuracy.outcome, accuracy.missing_reason, accuracy.lineage_id as spent_lineage_id
    from fct_capex_guidance as guidance
    inner join dim_companies as companies using (company_id)
    left join fct_guidance_accuracy as accuracy using (company_id, horizon, basis, issued_date)
    where guidance.basis = $basis
        and companies.spender_group = $spender_group
        and guidance.horizon_grain = 'year'
        and guidance.horizon not like 'each %'
        and coalesce(guidance.low_usd, guidance.high_usd) is not null
        and guidance.standing <> 'repeats'
    order by guidance.ticker, guidance.horizon_end_date, guidance.issued_date
"""
# Of a point and a bound, as part of the whole height, so that it can be seen.
_LEAST_HEIGHT = 0.008
_HALF = 0.4
_SHAPES = {"lower_bound": "triangle-up", "upper_bound": "triangle-down"}


def read(group: str, basis: str) -> pl.DataFrame:
    """The statements of a group's fiscal years on a basis, each with what was spent."""
    return data.rows(_GUIDANCE, spender_group=group, basis=basis)


def draw(group: str, basis: str, colours: Mapping[str, str]) -> None:
    """Each year's statements from left to right, and a line across them at what was spent."""
    rows = read(group, basis)
    if rows.is_empty():
        st.caption(
            f"No company of the group guides a fiscal year on the basis {state.words(basis)}."
        )
        return
    years = list(dict.fromkeys(rows.select("ticker", "horizon").iter_rows()))
    note = (
        f"Basis: {state.words(basis)}; USD; each year's statements from the first to the "
        "last, without those that repeat; a bar is a range, a thin one a point, a triangle a "
        "bound; line: what was spent in that year on that basis, where all of it is stated; an "
        "accounting change moves what counts, not what is spent; "
        f"{block.as_of()}"
    )
    tickers = list(dict.fromkeys(rows["ticker"]))
    drawn = charts.figure(
        "What was guided, and what was spent",
        note,
        unit="USD billion a year",
        height=420,
    )
    highest = max(
        charts.billions(each) or 0
        for name in ("low_usd", "high_usd", "actual_usd")
        for each in rows[name]
    )
    placed = _placed(rows, years)
    points: list[Point] = []
    for ticker in tickers:
        own = [row for row in placed.iter_rows(named=True) if row["ticker"] == ticker]
        drawn.add_trace(_ranges(ticker, colours[ticker], own, highest))
        drawn.add_trace(_bounds(ticker, colours[ticker], own))
        points += [_point(row) for row in own]
    for row in placed.filter(change_cause="accounting_change").iter_rows(named=True):
        # A figure that moves without what is spent must not look like a step.
        drawn.add_annotation(
            x=row["x"],
            y=charts.billions(row["high_usd"] or row["low_usd"]),
            text="accounting<br>change",
            showarrow=False,
            yshift=-20,
            font={"size": 10, "color": charts.ground().ink},
        )
    spent = _spent(rows, years)
    drawn.add_trace(_line(spent))
    points += [point for point in spent if point.lineage_id]
    drawn.update_yaxes(range=[0, highest * 1.1])
    drawn.update_xaxes(
        type="linear",
        range=[-0.6, len(years) - 0.4],
        tickmode="array",
        tickvals=list(range(len(years))),
        ticktext=[f"{ticker}<br>{horizon}" for ticker, horizon in years],
        tickangle=0,
        showgrid=False,
        zeroline=False,
    )
    block.chart(
        drawn, points, rows, name="guidance", note=note, alt=f"Ranges and lines by year. {note}"
    )


def _placed(rows: pl.DataFrame, years: list[tuple[Any, ...]]) -> pl.DataFrame:
    """The statements with `x`, by day within their year, and `opacity`: a year's last is whole."""
    year = ["ticker", "horizon"]
    numbers = pl.DataFrame(years, schema=year, orient="row").with_row_index("year")
    order = pl.int_range(pl.len()).over(year)
    of_year = pl.len().over(year)
    return rows.join(numbers, on=year, how="left", maintain_order="left").with_columns(
        x=pl.col("year") - _HALF + 2 * _HALF * (order + 0.5) / of_year,
        opacity=pl.when(order == of_year - 1).then(1.0).otherwise(0.5),
    )


def _ranges(
    name: str,
    colour: str,
    rows: list[dict[str, Any]],
    highest: float,
) -> Any:
    """Bars from the lower to the upper end; all but a year's last are paler."""
    both = [row for row in rows if row["low_usd"] is not None and row["high_usd"] is not None]
    ends = [(charts.billions(row["low_usd"]), charts.billions(row["high_usd"])) for row in both]
    least = highest * _LEAST_HEIGHT
    heights = [max((high or 0) - (low or 0), least) for low, high in ends]
    return go.Bar(
        name=name,
        x=[row["x"] for row in both],
        y=heights,
        base=[
            ((low or 0) + (high or 0) - height) / 2
            for (low, high), height in zip(ends, heights, strict=True)
        ],
        width=0.09,
        customdata=[[row["lineage_id"]] for row in both],
        hovertext=[_said(row) for row in both],
        hoverinfo="text",
        marker={"color": colour, "opacity": [row["opacity"] for row in both]},
        unselected={"marker": {"opacity": 0.3}},
    )


def _bounds(
    name: str,
    colour: str,
    rows: list[dict[str, Any]],
) -> Any:
    """Triangles at the one end that a bound has, which point to where the rest may lie."""
    own = [row for row in rows if row["kind"] in _SHAPES]
    return go.Scatter(
        name=f"{name}, a bound",
        showlegend=bool(own),
        mode="markers",
        x=[row["x"] for row in own],
        y=[charts.billions(row["low_usd"] or row["high_usd"]) for row in own],
        customdata=[[row["lineage_id"]] for row in own],
        hovertext=[_said(row) for row in own],
        hoverinfo="text",
        marker={
            "size": 11,
            "color": colour,
            "symbol": [_SHAPES[row["kind"]] for row in own],
            "opacity": [row["opacity"] for row in own],
        },
    )


def _spent(rows: pl.DataFrame, years: list[tuple[Any, ...]]) -> list[Point]:
    """Two ends of a line across each year that is stated in full, and a hole after it."""
    ends: list[Point] = []
    for number, (ticker, horizon) in enumerate(years):
        stated = rows.filter(ticker=ticker, horizon=horizon).drop_nulls("actual_usd")
        if stated.is_empty():
            continue
        row = stated.row(-1, named=True)
        said = f"{ticker} {horizon}: spent {charts.millions(row['actual_usd'])}"
        label = f"{horizon} {ticker}, spent"
        for x in (number - _HALF, number, number + _HALF):
            amount = charts.billions(row["actual_usd"])
            ends.append(Point(f"{x}", amount, said, row["spent_lineage_id"], label))
        ends.append(Point(f"{number + _HALF}", None))
    return ends


def _line(spent: list[Point]) -> Any:
    return go.Scatter(
        name="spent",
        mode="lines",
        connectgaps=False,
        x=[float(point.x) for point in spent],
        y=[point.y for point in spent],
        customdata=[[point.lineage_id] for point in spent],
        hovertext=[point.said for point in spent],
        hoverinfo="text",
        line={"color": charts.ground().ink, "width": 2.5},
    )


def _point(row: dict[str, Any]) -> Point:
    return Point(
        f"{row['x']}",
        charts.billions(row["high_usd"] or row["low_usd"]),
        lineage_id=row["lineage_id"],
        label=f"{row['horizon']} {row['ticker']}, said {row['issued_date']}",
    )


def _said(row: dict[str, Any]) -> str:
    ends = [f"{end / 10**9:,.1f}" for end in (row["low_usd"], row["high_usd"]) if end is not None]
    told = " to ".join(dict.fromkeys(ends))
    bound = {"lower_bound": "at least ", "upper_bound": "at most "}.get(row["kind"], "")
    lines = [
        f"{row['ticker']} {row['horizon']}: {bound}{told} billion USD",
        f"said {row['issued_date']}: {row['citation']}",
    ]
    if row["superseded_by"] is not None:
        lines.append(f"replaced or repeated on {row['superseded_by']}")
    if "accounting_change" in (row["change_cause"], row["superseded_cause"]):
        lines.append("an accounting change: what counts moved, not what is spent")
    if row["error_pct"] is not None:
        lines.append(f"midpoint {charts.percent(row['error_pct'])} against what was spent")
    return "<br>".join(lines)
