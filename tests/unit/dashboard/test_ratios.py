"""The page of capital ratios: the sides of one company, the panel where it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.support.dashboard import figures, note, opened, traces
from tests.support.published import publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.suite_world import World

VIEWS = ("of revenue", "of operating cash flow", "free cash flow", "depreciation", "since 2023")


@pytest.mark.parametrize("view", VIEWS)
def test_each_ratio_is_a_line_a_company_and_never_a_stack(view: str) -> None:
    app = opened("ratios", show=view)
    assert not app.exception, app.exception
    [figure] = figures(app)
    assert {"ACM", "BET"} <= traces(figure).keys()
    assert {trace["type"] for trace in figure["data"]} == {"scatter"}
    what = "Depreciation" if view == "depreciation" else "Cash capital expenditure"
    assert f"{what} of property" in note(figure) or f"{what}, fiscal quarters" in note(figure)


def test_ratios_are_percent_of_what_the_title_says(marts: World) -> None:
    [figure] = figures(opened("ratios", show="of revenue", quarters="8"))
    acme = marts["fct_capital_ratios"].filter(ticker="ACM", calendar_quarter="2026Q2")
    assert traces(figure)["ACM"]["y"][-1] == pytest.approx(100 * acme["capex_to_revenue"].item())
    assert figure["layout"]["yaxis"]["title"]["text"] == "percent of revenue"
    for over, unit in (("one quarter", "a quarter"), ("four quarters", "in four quarters")):
        [cash] = figures(opened("ratios", show="free cash flow", over=over))
        assert cash["layout"]["yaxis"]["title"]["text"] == f"USD billion {unit}"


def test_the_panel_is_drawn_only_where_every_one_reports(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks = (pl.col("ticker") == "BET") & (pl.col("calendar_quarter") == "2026Q2")
    ratios = marts["fct_capital_ratios"].with_columns(
        capex_to_revenue=pl.when(~lacks).then("capex_to_revenue")
    )
    totals = marts["fct_capital_ratio_totals"].with_columns(
        capex_to_revenue=pl.when(pl.col("calendar_quarter") != "2026Q2").then("capex_to_revenue")
    )
    changed = {"fct_capital_ratios": ratios, "fct_capital_ratio_totals": totals}
    publish(tmp_path, {**marts, **changed})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened("ratios")
    drawn = traces(figures(app)[0])
    assert drawn["All, where all report"]["y"][-1] is None
    assert drawn["BET"]["y"][-1] is None
    assert drawn["ACM"]["y"][-1] is not None
    assert "2026Q2 is not stated of BET" in app.warning[0].value


def test_what_is_signed_for_stands_side_by_side_with_its_scope(marts: World) -> None:
    app = opened("ratios", show="signed for")
    assert not app.exception, app.exception
    [figure] = figures(app)
    assert figure["layout"]["barmode"] == "group"
    assert "add to nothing" in note(figure)
    newest = marts["fct_commitments"].filter(calendar_quarter="2026Q2")["value_usd"].item()
    assert traces(figure)["Purchase obligations"]["y"][-1] == pytest.approx(float(newest) / 1e9)
    said = [element.value for element in app.markdown]
    assert "**Purchase obligations** of BET: Unconditional purchase obligations." in said
    assert "**Leases not yet commenced** of BET: nothing at hand states them." in said
