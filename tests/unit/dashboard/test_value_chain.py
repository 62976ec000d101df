"""The page of the value chain: tiers side by side, holes that stay holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.dashboard import charts
from pipelines.dashboard.charts import Point
from pipelines.publish.calendar_quarters import between
from tests.support.dashboard import figures, note, opened, texts, traces
from tests.support.published import publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.suite_world import World

VIEWS = ("constant panel", "growth", "capture", "who reports", "lines")


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_adds_tiers(view: str) -> None:
    app = opened("value_chain", show=view)
    assert not app.exception, app.exception
    [figure] = figures(app)
    assert "stack" not in (figure["layout"].get("barmode"), figure["layout"].get("boxmode"))
    assert "as published on 2026-08-20" in note(figure)
    assert {trace["type"] for trace in figure["data"]} <= {"scatter", "heatmap"}


def test_a_tier_says_how_many_report_and_is_open_where_one_is_missing(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_newest = pl.col("calendar_quarter") == "2026Q2"
    tiers = marts["fct_segment_revenue_history"].with_columns(
        matched_index=pl.lit(123.4),
        companies_expected=pl.when(is_newest).then(3).otherwise("companies_expected"),
        tickers_missing=pl.when(is_newest).then(pl.lit("LATE")).otherwise("tickers_missing"),
    )
    publish(tmp_path, {**marts, "fct_segment_revenue_history": tiers})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    [figure] = figures(opened("value_chain", show="index"))
    tier, drawn = next(iter(traces(figure).items()))
    assert f"{tier} 2026Q2 1 of 3 companies" in note(figure)
    assert "never added" in note(figure)
    assert drawn["y"][-1] == 123.4
    assert drawn["marker"]["symbol"][-1].endswith("-open")
    assert not drawn["marker"]["symbol"][-2].endswith("-open")
    assert "without LATE" in drawn["hovertext"][-1]


def test_a_jump_of_a_panel_is_told_by_who_made_it(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A panel twice as high in its newest quarter: what the lines do not say is the rest."""
    panel = pl.col("constant_panel_usd")
    found = marts["fct_segment_revenue"].filter(panel.is_not_null())["calendar_quarter"]
    newest = str(found.max())
    doubled = marts["fct_segment_revenue"].with_columns(
        constant_panel_usd=pl.when(pl.col("calendar_quarter") == newest)
        .then(panel * 2)
        .otherwise(panel)
        .cast(pl.Decimal(18, 2))
    )
    publish(tmp_path, {**marts, "fct_segment_revenue": doubled})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    calm = marts["fct_segment_revenue"].filter(panel.is_not_null())["tier"].unique()
    told = [each for each in texts(opened("value_chain", show="constant panel")) if "over" in each]
    assert told
    assert all(f"{newest}, +" in each and "the rest, " in each for each in told)
    assert {each.split()[0] for each in told} <= set(calm)


def test_an_index_that_cannot_be_made_is_a_sentence() -> None:
    app = opened("value_chain", show="index")
    assert not figures(app)
    assert "two companies that report in neighbouring quarters" in app.info[0].value


def test_leaving_out_broad_lines_changes_growth_and_says_so(marts: World) -> None:
    with_broad, without = (
        figures(opened("value_chain", show="growth", narrow=narrow))[0]
        for narrow in ("false", "true")
    )
    assert "with broad lines" in note(with_broad)
    assert "without broad lines" in note(without)
    column = "matched_yoy_pct_excluding_broad"
    newest = marts["fct_segment_revenue"].filter(calendar_quarter="2026Q2", tier="devices")
    segment = newest.sort("segment_id").row(0, named=True)
    assert traces(without)["devices"]["y"][-1] == segment[column]


def test_the_index_and_the_panel_can_leave_out_broad_lines(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_newest = pl.col("calendar_quarter") == "2026Q2"
    told = {
        "matched_index": pl.lit(300.0),
        "matched_index_excluding_broad": pl.lit(200.0),
        "constant_panel_usd": pl.lit(3 * 10**9).cast(pl.Decimal(18, 2)),
        "constant_panel_usd_excluding_broad": pl.when(is_newest)
        .then(2 * 10**9)
        .otherwise(10**9)
        .cast(pl.Decimal(18, 2)),
        "constant_panel_tickers": pl.lit("BROAD, NARROW"),
        "constant_panel_tickers_excluding_broad": pl.lit("NARROW"),
    }
    names = ("fct_segment_revenue", "fct_segment_revenue_history")
    publish(tmp_path, {**marts, **{name: marts[name].with_columns(**told) for name in names}})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    for view, with_broad, without in (("index", 300.0, 200.0), ("constant panel", 3.0, 2.0)):
        for narrow, newest in (("false", with_broad), ("true", without)):
            app = opened("value_chain", show=view, narrow=narrow)
            [figure] = figures(app)
            assert next(iter(traces(figure).values()))["y"][-1] == newest
            assert f"{'without' if narrow == 'true' else 'with'} broad lines" in note(figure)
    # The newest panel without broad lines is twice the one before, the other stands still.
    assert any("NARROW" in each for each in texts(app) if "over the quarter before" in each)


def test_a_line_that_is_not_stated_is_a_visible_hole(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = marts["fct_supplier_revenue"]
    line = lines.filter(pl.col("in_segment_total")).sort("segment_id")["revenue_line_id"][0]
    is_hole = (pl.col("revenue_line_id") == line) & (pl.col("calendar_quarter") == "2026Q1")
    publish(tmp_path, {**marts, "fct_supplier_revenue": lines.filter(~is_hole)})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    _, coloured, pale = figures(opened("value_chain", show="lines"))[0]["data"]
    assert [
        (place, said) for place, said in zip(pale["x"], pale["text"], strict=True) if said == "×"
    ] == [("2026Q1", "×")]
    assert {"2025Q4", "2026Q2"} <= set(coloured["x"])
    assert pale["customdata"][pale["text"].index("×")] == [None]


def test_the_name_of_a_line_is_whole_and_on_one_line_in_a_list(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "Servers and networking for other people's data centers"
    lines = marts["fct_supplier_revenue"].with_columns(line_name=pl.lit(long))
    publish(tmp_path, {**marts, "fct_supplier_revenue": lines})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened("value_chain", show="lines")
    names = {each for trace in figures(app)[0]["data"] for each in trace["y"]}
    assert any("<br>" in each for each in names)
    assert any(long in each.replace("<br>", " ") for each in names)
    [found] = [each for each in app.selectbox if each.label == "Where a figure comes from"]
    assert any(long in each for each in found.options)
    assert not any("<br>" in each for each in found.options)


def test_a_ratio_joins_no_quarters_of_other_companies() -> None:
    points = [Point(quarter, 1.0) for quarter in ("2025Q1", "2025Q2", "2025Q3")]
    joined = charts.broken(points, ["A, B", "A, B", "A"])
    assert [point.y for point in joined] == [1.0, 1.0, None, 1.0]


def test_quarters_without_figures_keep_their_place() -> None:
    assert between("2024Q3", "2025Q2") == ["2024Q3", "2024Q4", "2025Q1", "2025Q2"]


def test_an_empty_mart_is_a_sentence(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = {"fct_segment_revenue": marts["fct_segment_revenue"].clear()}
    publish(tmp_path, {**marts, **empty})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened("value_chain")
    assert not app.exception
    assert [each.value for each in app.info] == ["No revenue of a segment is published."]
