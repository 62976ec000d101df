"""What a fixed capability costs: the cheapest listed price of each tier, list by list.

The vertical axis is one of logarithms: a straight line is a constant rate. A price holds until the
next list states another, so that lines go in steps.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pipelines.dashboard import block, charts, data, state
from pipelines.dashboard.charts import Point
from pipelines.dashboard.discovery import Page
from pipelines.publish.palette import PALETTE

_INDEX = """
    select * from fct_token_price_index order by scale, price_list, tier, list_date
"""
_RATES = """
    select * exclude (first_lineage_id, first_basket_usd, last_basket_usd)
    from fct_token_price_decline order by scale, price_list, tier
"""
_HARDWARE = """
    select * exclude (flops_lineage_id) from fct_hardware_price_performance
    order by market, released_date, hardware
"""
_MARKETS = {
    "data_center": "for data centers",
    "workstation": "for workstations",
    "consumer": "for games",
}
# What each choice shows: scale, price list, and what the scale is called.
_CHOICES = {
    "Epoch's index": (
        "epoch_capabilities_index",
        "litellm",
        "Epoch Capabilities Index, prices of LiteLLM's list",
    ),
    "Artificial Analysis": (
        "artificial_analysis_index",
        "litellm",
        "the check: Artificial Analysis Intelligence Index, prices of LiteLLM's list",
    ),
    "OpenRouter": (
        "epoch_capabilities_index",
        "openrouter",
        "the check: Epoch Capabilities Index, prices of one reseller on three days",
    ),
}
_GIGA = [0.5, 1, 2, 5, 10, 20, 50, 100, 200]
_DECADES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]


def draw() -> None:
    """The index by tier on one scale, and the yearly change of each."""
    index, rates = data.rows(_INDEX), data.rows(_RATES)
    if index.is_empty():
        st.info("No price of a capability is published.")
        return
    chosen = state.choice("Scale", list(_CHOICES), "scale", default="Epoch's index")
    scale, price_list, called = _CHOICES[chosen]
    shown = index.filter(scale=scale, price_list=price_list)
    if shown.is_empty():
        st.info("No list prices a model of this scale.")
    else:
        _lines(shown, called)
        _yearly(rates.filter(scale=scale, price_list=price_list))
    _chips(data.rows(_HARDWARE))


def _lines(shown: pl.DataFrame, called: str) -> None:
    note = (
        f"{called}; US dollars for a million tokens, three read to one written, on a scale of "
        "logarithms; a line begins when a list first offers such a model; tiers share a line where "
        f"one offer is the cheapest of both; {block.as_of()}"
    )
    tiers = shown["tier"].unique().sort(descending=True).to_list()
    drawn = charts.figure(
        "Cheapest listed price of a fixed capability",
        note,
        unit="USD a million tokens",
        height=420,
    )
    points: list[Point] = []
    for number, tier in enumerate(tiers):
        own = [_point(row) for row in shown.filter(tier=tier).to_dicts()]
        least = shown.filter(tier=tier)["least_score"][0]
        line = charts.line(
            f"{tier}: scores {least} or more", PALETTE[number % len(PALETTE)], own, number=number
        )
        line.line.shape = "hv"
        drawn.add_trace(line)
        points += own
    drawn.update_xaxes(type="date", tickformat="%Y-%m")
    drawn.update_yaxes(type="log", tickvals=_DECADES, ticktext=[f"{each:g}" for each in _DECADES])
    block.chart(drawn, points, shown, name="token-prices", note=note, alt=f"Lines by tier. {note}")


def _point(row: dict[str, Any]) -> Point:
    price = row["blended_usd_per_million"]
    said = (
        f"{row['tier']} on {row['list_date']}: {price:.3f} USD a million tokens<br>"
        f"{row['scored_model']} ({row['score']}) at {row['provider']}, the cheapest of "
        f"{row['models_qualifying']} models that qualify"
    )
    label = f"{row['list_date']} {row['tier']}"
    return Point(str(row["list_date"]), float(price), said, row["lineage_id"], label)


def _yearly(rates: pl.DataFrame) -> None:
    note = (
        "change in a year by a straight line through the logarithms, with its 80 percent interval, "
        "widened since a list repeats the one before; a token is not a task: models that think "
        f"write more of them; {block.as_of()}"
    )
    fitted = rates.filter(pl.col("yearly_change_pct").is_not_null())
    if fitted.is_empty():
        st.info("No tier is priced on enough lists for a yearly rate: eight are asked.")
    else:
        drawn = charts.figure(
            "How fast the price of a fixed capability falls", note, unit="percent a year"
        )
        points = [_rate(row) for row in fitted.to_dicts()]
        bars = charts.bars("a year", PALETTE[0], points)
        bars.error_y = {
            "type": "data",
            "symmetric": False,
            "color": charts.ground().ink,
            "thickness": 2,
            "array": (fitted["upper_80_pct"] - fitted["yearly_change_pct"]).to_list(),
            "arrayminus": (fitted["yearly_change_pct"] - fitted["lower_80_pct"]).to_list(),
        }
        drawn.add_trace(bars)
        drawn.update_xaxes(type="category")
        block.chart(
            drawn, points, rates, name="token-rates", note=note, alt=f"Bars by tier. {note}"
        )


def _rate(row: dict[str, Any]) -> Point:
    said = (
        f"{row['tier']}: {row['yearly_change_pct']:+.0f} % a year ({row['lower_80_pct']:+.0f} to "
        f"{row['upper_80_pct']:+.0f})<br>{row['list_dates']} lists, {row['first_list_date']} to "
        f"{row['last_list_date']}"
    )
    return Point(
        row["tier"], row["yearly_change_pct"], said, row["lineage_id"], f"{row['tier']} a year"
    )


def _chips(chips: pl.DataFrame) -> None:
    if chips.is_empty():
        st.info("No chip is published.")
        return
    note = (
        "operations a second, of 16 bits or more and without sparsity, for a dollar of the release "
        "price, on a scale of logarithms; one market is not a substitute for another: a card for "
        f"games has no price of a data center's; {block.as_of()}"
    )
    drawn = charts.figure("Operations a second per dollar of a chip", note, unit="GFLOP/s a dollar")
    points: list[Point] = []
    for number, (market, called) in enumerate(_MARKETS.items()):
        own = [_chip(row) for row in chips.filter(market=market).to_dicts()]
        marks = charts.line(called, PALETTE[number], own, number=number)
        marks.mode = "markers"
        drawn.add_trace(marks)
        points += own
    drawn.update_xaxes(type="date", tickformat="%Y")
    drawn.update_yaxes(type="log", tickvals=_GIGA, ticktext=[f"{each:g}" for each in _GIGA])
    block.chart(drawn, points, chips, name="chips", note=note, alt=f"Marks by market. {note}")


def _chip(row: dict[str, Any]) -> Point:
    per_dollar = row["flops_per_dollar"] / 1e9
    said = (
        f"{row['hardware']}, {row['released_date']}: {per_dollar:,.1f} GFLOP/s a dollar<br>"
        f"{float(row['flops']) / 1e12:,.1f} TFLOP/s ({state.words(row['precision'])}) for "
        f"{row['price_usd']:,.0f} USD"
    )
    return Point(str(row["released_date"]), per_dollar, said, row["lineage_id"], row["hardware"])


PAGE = Page("Efficiency", ":material/trending_down:", 37, draw)
