"""The pages of a company, of Taiwan's months, of the past, and of trust."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.support.dashboard import figures, note, opened, texts, traces
from tests.support.published import publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.suite_world import World

EMPTY = {
    "company": (("fct_capex", "fct_supplier_revenue"), "No company has a published figure."),
    "taiwan_monthly": (("fct_monthly_revenue",), "No monthly revenue is published."),
    "technologies": (
        ("fct_technology_mentions", "fct_technology_adoption"),
        "No technologies are published.",
    ),
    "returns": (
        ("fct_commercialisation", "fct_model_company_revenue"),
        "No commercial returns are published.",
    ),
    "efficiency": (
        ("fct_token_price_index", "fct_token_price_decline"),
        "No price of a capability is published.",
    ),
    "as_known_on": (("fct_capex_totals",), "No total of capital expenditure is published."),
    "trust": (("quality_results",), "No results of checks are published."),
}


@pytest.mark.parametrize("page", EMPTY)
def test_an_empty_mart_is_a_sentence(
    page: str, marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, sentence = EMPTY[page]
    publish(tmp_path, {**marts, **{name: marts[name].clear() for name in names}})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened(page)
    assert not app.exception, app.exception
    assert [each.value for each in app.info] == [sentence]


@pytest.mark.parametrize("record", ["Restatements", "Customers", "Filings", "Refused"])
def test_each_record_of_a_company_is_rows_or_a_sentence(record: str) -> None:
    app = opened("company", company="ACM", record=record)
    assert not app.exception, app.exception
    assert len(app.dataframe) + len(app.info) == 1


def test_amounts_and_days_of_a_table_can_be_read() -> None:
    [table] = opened("company", company="ACM", record="Restatements").dataframe
    columns = json.loads(table.proto.columns)
    # A column that is named without a way of showing it would be hidden.
    assert [name for name, said in columns.items() if said.get("hidden")] == ["_index"]
    shown = {name: said.get("type_config") for name, said in columns.items()}
    assert shown["old_usd"] == {"type": "number", "format": "localized"}
    assert shown["period_end"] == {"type": "date", "format": "YYYY-MM-DD"}
    assert shown["new_filing"] == {"type": "link", "display_text": "open"}


def test_restated_points_of_a_company_are_ringed(marts: World) -> None:
    figure = figures(opened("company", company="ACM", quarters="all"))[0]
    cash = marts["fct_capex"].filter(company_id="ACM", basis="cash").filter("is_restated")
    assert cash.height > 0
    assert set(cash["calendar_quarter"]) <= set(traces(figure)["restated"]["x"])
    assert traces(figure)["capex, cash"]["connectgaps"] is False


def test_a_currency_other_than_dollars_is_shown_as_filed(marts: World) -> None:
    foreign = marts["fct_supplier_revenue"].filter(pl.col("currency") != "USD").row(0, named=True)
    dollars, filed = (
        figures(opened("company", company=foreign["company_id"], currency=currency))[0]
        for currency in ("USD", "as filed")
    )
    assert "USD, at average rates" in note(dollars)
    assert dollars["layout"]["yaxis"]["title"]["text"] == "USD billion a quarter"
    title = f"{foreign['currency']} billion a quarter"
    assert filed["layout"]["yaxis"]["title"]["text"] == title


def test_a_month_that_is_not_reported_is_a_gap_and_named(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = marts["fct_monthly_revenue"]
    newest, maker = months["month"].max(), months["ticker"][0]
    other = months.with_columns(ticker=pl.lit("LATE"), company_id=pl.lit("ACM"))
    both = pl.concat([months, other.filter(pl.col("month") < newest)])
    publish(tmp_path, {**marts, "fct_monthly_revenue": both})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened("taiwan_monthly", show="revenue")
    assert any("1 of 2 makers report; not yet: LATE" in each for each in texts(app))
    drawn = traces(figures(app)[0])
    assert drawn["LATE"]["y"][-1] is None
    assert drawn["LATE"]["connectgaps"] is False
    assert drawn[maker]["y"][-1] is not None


def test_revenue_in_dollars_begins_at_zero_and_names_months_without_a_rate(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = marts["fct_monthly_revenue"]
    newest = months["month"].sort()[-1]
    priced = pl.when(pl.col("month") != newest).then("value_usd")
    publish(tmp_path, {**marts, "fct_monthly_revenue": months.with_columns(value_usd=priced)})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    [dollars] = figures(opened("taiwan_monthly", show="revenue"))
    assert f"none of which is at hand for {newest:%Y-%m}" in note(dollars)
    assert dollars["layout"]["yaxis"]["rangemode"] == "tozero"
    [filed] = figures(opened("taiwan_monthly", show="revenue", currency="TWD"))
    assert "at hand" not in note(filed)


def test_the_past_shows_only_what_was_known_then(marts: World) -> None:
    then, today = figures(opened("as_known_on", day="2026-07-20"))
    assert "as known on 2026-07-20" in note(then)
    assert "as published on 2026-08-20" in note(today)
    known = marts["fct_capex_history"].filter(
        pl.col("shown_from") <= pl.datetime(2026, 7, 20, 23, 59, 59),
        pl.col("shown_to").is_null() | (pl.col("shown_to") > pl.datetime(2026, 7, 20, 23, 59, 59)),
        basis="cash",
        ticker="ACM",
    )
    newest = known["calendar_quarter"].max()
    assert traces(then)["ACM"]["x"][-1] == newest
    assert traces(today)["ACM"]["x"][-1] == "2026Q2" > str(newest)
    assert then["layout"]["yaxis"]["range"] == today["layout"]["yaxis"]["range"]
    assert then["layout"]["xaxis"]["categoryarray"] == today["layout"]["xaxis"]["categoryarray"]


def test_a_segment_stands_as_it_was_known_beside_today(marts: World) -> None:
    at = pl.datetime(2026, 7, 20, 23, 59, 59)
    then, today = figures(opened("as_known_on", day="2026-07-20", show="constant panel"))
    assert "as known on 2026-07-20" in note(then)
    assert "as published on 2026-08-20" in note(today)
    segment = min(marts["dim_segments"]["segment_id"])
    known = marts["fct_segment_revenue_history"].filter(
        pl.col("shown_from") <= at,
        pl.col("shown_to").is_null() | (pl.col("shown_to") > at),
        pl.col("constant_panel_usd").is_not_null(),
        segment_id=segment,
    )
    drawn = {
        (tier, quarter): value
        for tier, trace in traces(then).items()
        for quarter, value in zip(trace["x"], trace["y"], strict=True)
        if value is not None
    }
    assert drawn
    assert drawn == {
        (row["tier"], row["calendar_quarter"]): pytest.approx(
            float(row["constant_panel_usd"]) / 1e9
        )
        for row in known.iter_rows(named=True)
        if row["calendar_quarter"] in then["layout"]["xaxis"]["categoryarray"]
    }
    assert then["layout"]["yaxis"]["range"] == today["layout"]["yaxis"]["range"]
    assert then["layout"]["xaxis"]["categoryarray"] == today["layout"]["xaxis"]["categoryarray"]


@pytest.mark.parametrize("view", ["checks", "refusals", "freshness", "changes"])
def test_each_view_of_trust_is_rows_or_a_sentence(view: str) -> None:
    app = opened("trust", show=view)
    assert not app.exception, app.exception
    assert len(app.dataframe) + len(app.info) + len(app.success) >= 1
