"""The page of the market: cases, assumptions that can be moved, and what others say, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import made_market
from tests.support.dashboard import figures, note, opened, texts, traces
from tests.support.made_market import FILED, QUARTERS
from tests.support.published import publish

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from tests.support.suite_world import World

CASES, SENSITIVITY, SPLIT, DIFFERENCE = range(4)
# In billions of US dollars, of the quarters that are made.
BASE = [120.0, 132.0, 144.0, 156.0, 168.0, 180.0, 192.0, 204.0]


@pytest.fixture(scope="module")
def published(marts: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small published file with a market."""
    data_dir = tmp_path_factory.mktemp("market") / "data"
    publish(data_dir, made_market.made(marts))
    made_market.add_macro(data_dir / "ledger.duckdb")
    return data_dir


def named(app: AppTest, figure: int, trace: str) -> dict[str, Any]:
    return traces(figures(app)[figure])[trace]


def test_the_base_case_is_a_line_in_the_band_of_the_others() -> None:
    app = opened("market")
    line = named(app, CASES, "Base case")
    assert (line["x"], line["y"]) == (list(QUARTERS[:FILED]), BASE[:FILED])
    assert named(app, CASES, "Low to high case")["y"] == [98.0, 107.8, 117.6, 127.4]
    assert named(app, CASES, "Low to high case: upper end")["y"] == [144.0, 158.4, 172.8, 187.2]
    said = note(figures(app)[CASES])
    assert "no interval" in said
    assert "cash capex" in said
    assert next(texts(app)) == (
        "All segments, four quarters to 2025Q4: **624 billion USD** (510 in the low case, 749 in "
        "the high one); ahead, four quarters to 2026Q4: **816 billion USD** (666 in the low case, "
        "979 in the high one)."
    )


def test_quarters_ahead_are_drawn_apart() -> None:
    figure = figures(opened("market"))[CASES]
    ahead = traces(figure)["Base case, ahead"]
    assert ahead["x"] == list(QUARTERS[FILED - 1 :]), "from where the filed line ends"
    assert ahead["line"]["dash"] == "dash"
    assert ahead["marker"]["symbol"] == "circle-open"
    [shade] = figure["layout"]["shapes"]
    assert (shade["x0"], shade["x1"]) == (FILED - 0.5, len(QUARTERS) - 0.5)


def test_the_other_estimate_is_marks_and_its_difference_bars() -> None:
    app = opened("market")
    marks = named(app, CASES, "From the suppliers' side")
    assert marks["mode"] == "markers"
    assert marks["y"] == [108.0, 118.8, 129.6]
    assert named(app, DIFFERENCE, "From the suppliers' side")["y"] == [-10.0] * 3
    assert "Without a bar: 2025Q4, Too few of its companies" in [each.value for each in app.caption]


def test_the_split_is_that_of_the_base_case() -> None:
    [bars] = figures(opened("market"))[SPLIT]["data"]
    assert (bars["x"], bars["y"]) == (list(QUARTERS), BASE)
    assert bars["marker"]["pattern"]["shape"] == [""] * FILED + ["/"] * FILED


def test_a_segment_has_its_own_market_and_no_split() -> None:
    app = opened("market", segment="core_compute")
    assert len(figures(app)) == 3
    assert "of its segment" in str(figures(app)[SENSITIVITY])


def test_an_assumption_that_is_moved_draws_the_market_anew() -> None:
    """Others spend half as much as the five in the base case of the small world."""
    assert "With your assumptions" not in traces(figures(opened("market"))[CASES])
    app = opened("market", spending_of_others="0.6")
    yours = named(app, CASES, "With your assumptions")
    assert yours["x"] == list(QUARTERS)
    assert yours["y"] == pytest.approx([value * 1.6 / 1.5 for value in BASE], abs=0.001)
    assert (
        "**With your assumptions** (All segments): 2025Q4: 166.4 billion USD in place of 156.0; "
        "2026Q4: 217.6 billion USD in place of 204.0."
    ) in list(texts(app))
    app.button[0].click().run()
    assert "With your assumptions" not in traces(figures(app)[CASES])


def test_every_assumption_has_a_slider_with_its_range_reason_and_source(marts: World) -> None:
    app = opened("market")
    sliders = {slider.key: slider for slider in app.slider}
    captions = [each.value for each in app.caption]
    for row in marts["fct_market_sensitivity"].to_dicts():
        slider = sliders[row["assumption_id"]]
        assert (slider.min, slider.value, slider.max) == tuple(
            float(row[f"{end}_value"]) for end in ("low", "base", "high")
        )
        assert any(row["reason"] in text and row["source"] in text for text in captions)


def test_what_each_assumption_does_stands_by_what_it_touches(marts: World) -> None:
    told = marts["fct_market_sensitivity"].filter(touches="value_usd")
    shown = traces(figures(opened("market"))[SENSITIVITY])
    assert shown["of the whole market, at the lower value"]["x"] == [-10.0] * told.height
    assert shown["of the whole market"]["x"] == [10.0] * told.height
    assert len(shown) == 4, "what touches a segment alone has another colour"


def test_what_others_say_is_a_table_with_its_kinds_and_no_chart(marts: World) -> None:
    app = opened("market")
    [table] = [each.value for each in app.dataframe if "what is counted" in each.value]
    assert len(table) == marts["fct_market_estimates"].height
    said = zip(table["USD billion"], table["kind"], strict=True)
    assert dict(zip(table["of"], said, strict=True)) == {
        "2028": ("90 to 110", "of one year"),
        "2030": ("over 200", "of one year"),
        "2026-2030": ("700", "of years together"),
        "2024Q4": ("20", "of one quarter"),
        "no period": ("30", "of no period"),
        "end of the decade": ("300 to 400", "not said: a year, or in total"),
    }
    assert any("no two rows are to be added" in text for text in texts(app))
    assert not any("A firm" in str(figure["data"]) for figure in figures(app))
