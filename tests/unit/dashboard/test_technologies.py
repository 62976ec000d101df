"""The page of technologies: first mentions on a timeline, adoption with both counts."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from tests.support.dashboard import figures, note, opened, traces

if TYPE_CHECKING:
    from tests.support.suite_world import World


def test_each_companys_first_mention_is_a_mark_on_its_day(marts: World) -> None:
    first = marts["fct_technology_mentions"].filter("is_first")
    timeline = figures(opened("technologies"))[0]
    drawn = {
        (day, ticker)
        for trace in timeline["data"]
        for day, ticker in zip(trace["x"], trace["text"], strict=True)
    }
    assert drawn == {(str(day), name) for day, name in first.select("said_date", "ticker").rows()}
    assert "may be earlier" in note(timeline)


def test_a_call_is_an_open_mark() -> None:
    timeline = figures(opened("technologies"))[0]
    symbols = {
        ticker: symbol
        for trace in timeline["data"]
        for ticker, symbol in zip(trace["text"], trace["marker"]["symbol"], strict=True)
    }
    assert symbols["CEE"] == "circle-open"
    assert symbols["BET"] == "circle"


def test_adoption_shows_who_names_it_and_who_does_not(marts: World) -> None:
    adoption = marts["fct_technology_adoption"].filter(technology_id="light")
    bars = traces(figures(opened("technologies", technology="light"))[1])
    quarters = adoption["calendar_quarter"].to_list()
    assert bars["in hand"]["x"] == quarters
    assert bars["in hand"]["y"] == adoption["companies_affirmative"].to_list()
    rest = adoption.select(pl.col("companies_reporting") - pl.col("companies_mentioning"))
    assert bars["not named"]["y"] == rest.to_series().to_list()
    assert bars["whose filings were read"]["text"] == [
        f"{named}/{read}"
        for named, read in adoption.select("companies_mentioning", "companies_reporting").rows()
    ]


def test_a_technology_that_no_filing_names_is_drawn_as_nought(marts: World) -> None:
    assert marts["fct_technology_adoption"].filter(technology_id="water").height > 0
    bars = traces(figures(opened("technologies", technology="water"))[1])
    assert set(bars["in hand"]["y"]) == {0}
    assert all(text.startswith("0/") for text in bars["whose filings were read"]["text"])


def test_no_name_meets_another_mark_on_a_phone() -> None:
    """A name is as wide as its letters, and marks of one lane are that far apart."""
    timeline = figures(opened("technologies"))[0]
    first, last = map(dt.datetime.fromisoformat, timeline["layout"]["xaxis"]["range"])
    days_a_pixel = (last - first).total_seconds() / 86_400 / 230
    marks = sorted(
        (height, dt.date.fromisoformat(day), ticker)
        for trace in timeline["data"]
        for day, height, ticker in zip(trace["x"], trace["y"], trace["text"], strict=True)
    )
    assert len({(height, day) for height, day, _ in marks}) == len(marks)
    for (height, day, ticker), (next_height, next_day, _) in pairwise(marks):
        room = (next_day - day).days / days_a_pixel
        assert height != next_height or room >= 6 * len(ticker) + 9
