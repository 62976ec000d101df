"""The page of spending: one basis at a time, and an incomplete quarter that looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.dashboard import capex
from tests.support.dashboard import figures, note, opened, texts, traces
from tests.support.published import publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.suite_world import World


def test_another_basis_changes_the_figures_and_says_so() -> None:
    cash, net = (figures(opened("spending", basis=basis))[0] for basis in ("cash", "cash_net"))
    assert "Basis: cash; USD" in note(cash)
    assert "Basis: cash net; USD" in note(net)
    assert set(traces(cash)) == {"ACM", "BET", "Total"}
    assert set(traces(net)) == {"BET", "Total"}
    assert traces(cash)["BET"]["y"] != traces(net)["BET"]["y"]
    assert traces(cash)["BET"]["marker"]["color"] == traces(net)["BET"]["marker"]["color"]


def test_bars_of_one_basis_stand_on_each_other_and_come_to_the_published_total(
    marts: World,
) -> None:
    figure = figures(opened("spending"))[0]
    drawn = traces(figure)
    assert figure["layout"]["barmode"] == "stack"
    total = (
        marts["fct_capex_totals"]
        .filter(basis="cash", calendar_quarter="2026Q2")
        .get_column("value_usd")
        .item()
    )
    assert drawn["Total"]["x"][-1] == "2026Q2"
    assert drawn["Total"]["text"][-1].endswith("<br>2 of 2")
    assert drawn["Total"]["y"][-1] == float(total) / 1e9
    parts = sum(drawn[name]["y"][-1] for name in ("ACM", "BET"))
    assert abs(parts - drawn["Total"]["y"][-1]) < 1e-12
    assert figure["layout"]["yaxis"]["title"]["text"] == "USD billion a quarter"


def test_a_quarter_without_a_company_is_hatched_and_names_it(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_missing = (
        (pl.col("ticker") == "BET")
        & (pl.col("basis") == "cash")
        & (pl.col("calendar_quarter") == "2026Q2")
    )
    is_total = (pl.col("basis") == "cash") & (pl.col("calendar_quarter") == "2026Q2")
    totals = marts["fct_capex_totals_history"].with_columns(
        companies_reporting=pl.when(is_total).then(1).otherwise("companies_reporting")
    )
    cells = marts["fct_capex_history"].filter(~is_missing)
    publish(tmp_path, {**marts, "fct_capex_history": cells, "fct_capex_totals_history": totals})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened("spending")
    assert any(
        "2026Q2 is incomplete: 1 of 2 companies report it, BET" in each for each in texts(app)
    )
    drawn = traces(figures(app)[0])
    assert drawn["ACM"]["marker"]["pattern"]["shape"][-2:] == ["", "/"]
    assert drawn["ACM"]["marker"]["opacity"][-1] < 1
    assert drawn["BET"]["x"][-1] == "2026Q1"
    assert drawn["Total"]["text"][-1].endswith("<br>1 of 2")
    assert "without BET" in drawn["Total"]["hovertext"][-1]


def test_whom_a_total_misses_is_how_many_it_says_it_misses() -> None:
    for group, bases in capex.there_is().items():
        for basis in bases:
            found = capex.read(group, basis)
            assert found is not None
            totals = found.totals
            missing = totals["missing"].str.split(", ").list.len().fill_null(0)
            expected = totals["companies_expected"] - totals["companies_reporting"]
            assert missing.to_list() == expected.to_list()


def test_what_is_not_stated_leaves_a_gap_in_growth() -> None:
    growth = traces(figures(opened("spending", quarters="all"))[1])
    assert all(trace["connectgaps"] is False for trace in growth.values())
    first_year = [growth["ACM"]["y"][place] for place in range(4)]
    assert first_year == [None] * 4


def test_an_empty_mart_is_a_sentence(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = {name: marts[name].clear() for name in ("fct_capex", "fct_capex_totals")}
    publish(tmp_path, {**marts, **empty})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened("spending")
    assert not app.exception
    assert [each.value for each in app.info] == ["No total of capital expenditure is published."]


def test_each_year_has_its_statements_and_a_line_at_what_was_spent(marts: World) -> None:
    """Of one basis alone; a point is a thin bar, and the last statement the strongest."""
    said = marts["fct_capex_guidance"].filter(
        pl.col("basis") == "with_finance_leases", pl.col("low_usd").is_not_null()
    )
    figure = figures(opened("spending", basis="with_finance_leases"))[2]
    assert [
        each["text"] for each in figure["layout"]["annotations"] if each["text"].startswith("acc")
    ] == ["accounting<br>change"]
    drawn = traces(figure)
    ranges = drawn["ACM"]
    assert len(ranges["x"]) == said.height == 3
    middles = [base + height / 2 for base, height in zip(ranges["base"], ranges["y"], strict=True)]
    assert middles == pytest.approx([float(each) / 1e9 for each in said["midpoint_usd"]])
    assert ranges["marker"]["opacity"] == [0.5, 0.5, 1.0]
    [spent] = (
        marts["fct_guidance_accuracy"]
        .filter(pl.col("basis") == "with_finance_leases")["actual_usd"]
        .drop_nulls()
        .unique()
    )
    assert drawn["spent"]["y"][:3] == pytest.approx([float(spent) / 1e9] * 3)


def test_a_basis_that_nobody_guides_on_says_so() -> None:
    page = opened("spending", basis="cash")
    assert any("guides a fiscal year on the basis" in each.value for each in page.caption)
