"""The page of efficiency: the price of each capability in steps, and how fast it falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.dashboard import figures, note, opened, traces

if TYPE_CHECKING:
    from tests.support.suite_world import World


def test_each_tier_is_a_line_in_steps_on_an_axis_of_logarithms(marts: World) -> None:
    index = marts["fct_token_price_index"].filter("is_primary")
    figure = figures(opened("efficiency"))[0]
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert figure["layout"]["xaxis"]["type"] == "date"
    lines = {name.partition(":")[0]: trace for name, trace in traces(figure).items()}
    assert set(lines) == set(index["tier"])
    of_140 = index.filter(tier="eci_140").sort("list_date")
    assert lines["eci_140"]["x"] == [str(day) for day in of_140["list_date"]]
    assert lines["eci_140"]["y"] == [float(price) for price in of_140["blended_usd_per_million"]]
    assert lines["eci_140"]["line"]["shape"] == "hv"
    assert "three read to one written" in note(figure)


def test_rates_have_their_interval(marts: World) -> None:
    rates = marts["fct_token_price_decline"].filter("is_primary").drop_nulls("yearly_change_pct")
    bars = traces(figures(opened("efficiency"))[1])["a year"]
    assert bars["x"] == rates["tier"].to_list()
    assert bars["y"] == rates["yearly_change_pct"].to_list()
    assert all(width >= 0 for width in bars["error_y"]["array"] + bars["error_y"]["arrayminus"])
    assert "a token is not a task" in note(figures(opened("efficiency"))[1])


def test_a_scale_that_no_list_prices_says_so() -> None:
    app = opened("efficiency", scale="OpenRouter")
    assert [each.value for each in app.info] == ["No list prices a model of this scale."]


def test_chips_are_marks_by_market(marts: World) -> None:
    chips = marts["fct_hardware_price_performance"].filter(market="data_center")
    figure = figures(opened("efficiency"))[2]
    marks = traces(figure)["for data centers"]
    assert marks["mode"] == "markers"
    assert marks["x"] == [str(day) for day in chips["released_date"]]
    assert marks["y"] == [value / 1e9 for value in chips["flops_per_dollar"]]
    assert "not a substitute for another" in note(figure)
