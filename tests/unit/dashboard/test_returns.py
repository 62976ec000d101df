"""The page of returns: run rates beside capex, each report a mark, landmarks with their record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.support.dashboard import figures, note, opened, traces

if TYPE_CHECKING:
    from tests.support.suite_world import World


def test_run_rates_stand_beside_capex_with_their_share(marts: World) -> None:
    app = opened("returns", quarters="all")
    assert not app.exception, app.exception
    returns = marts["fct_commercialisation"].sort("calendar_quarter")
    drawn = traces(figures(app)[0])
    assert drawn["Combined run rate"]["y"] == [
        None if value is None else float(value) / 1e9 for value in returns["annualized_revenue_usd"]
    ]
    whole = returns.filter(pl.col("annualized_revenue_usd").is_not_null())
    assert drawn["share of capex"]["text"] == [
        "" if ratio is None else f"{100 * ratio:.1f} %" for ratio in whole["coverage_ratio"]
    ]
    assert "never add" in note(figures(app)[0])


def test_a_quarter_without_the_whole_panel_has_no_bar_and_says_why(marts: World) -> None:
    app = opened("returns", quarters="all")
    [absent] = [each.value for each in app.warning]
    for quarter, reason in (
        marts["fct_commercialisation"]
        .filter(pl.col("missing_reason").is_not_null())
        .select("calendar_quarter", "missing_reason")
        .rows()
    ):
        assert f"{quarter} {reason}" in absent


def test_kinds_and_businesses_are_never_in_one_chart() -> None:
    drawn = traces(figures(opened("returns"))[1])
    assert set(drawn) == {"Alpha", "Beth"}
    apart = traces(figures(opened("returns", of="business_of_spender"))[1])
    assert set(apart) == {"Acme AI"}
    annual = traces(figures(opened("returns", kind="annual_actual"))[1])
    assert set(annual) == {"Gimel"}


def test_reports_that_differ_are_crosses_and_unsure_ones_open() -> None:
    drawn = traces(figures(opened("returns"))[1])
    assert "x" in drawn["Beth"]["marker"]["symbol"]
    assert "circle-open" in drawn["Alpha"]["marker"]["symbol"]


def test_amounts_are_of_a_year_and_each_company_has_its_mark() -> None:
    combined, reports, _ = figures(opened("returns"))
    for figure in (combined, reports):
        assert figure["layout"]["yaxis"]["title"]["text"] == "USD billion a year"
    [alpha, beth] = [
        {each.removesuffix("-open") for each in traces(reports)[name]["marker"]["symbol"]} - {"x"}
        for name in ("Alpha", "Beth")
    ]
    assert alpha == {"circle"}
    assert beth == {"square"}


def test_landmarks_have_their_interval(marts: World) -> None:
    fitted = marts["fct_revenue_landmarks"].filter(pl.col("fitted_date").is_not_null())
    drawn = traces(figures(opened("returns"))[2])
    assert len(drawn["by the fit"]["y"]) == fitted.height
    ended = fitted.filter(pl.col("upper_80_date").is_not_null()).height
    assert len(drawn["80 percent"]["x"]) == 3 * ended


@pytest.mark.parametrize("kind", ["recurring_revenue", "annualized_period"])
def test_what_is_not_reported_says_so(kind: str) -> None:
    app = opened("returns", kind=kind, of="application_company")
    assert "Nothing of that kind is reported of application companies." in [
        each.value for each in app.info
    ]
