"""Since when a report of a seller's revenue is known, and whose count."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from pipelines.contracts.raw import RAW_EPOCH_REVENUE, RAW_MODEL_COMPANY_REVENUE
from pipelines.normalize.returns.model_revenue import model_companies, model_company_revenue
from tests.support.suite_returns import reports
from tests.support.suite_world import REGISTRY

DAY = dt.date(2026, 3, 2)


def known(**values: Any) -> list[tuple[dt.datetime, str]]:
    row = {**reports()[0], "stated_date": DAY, "seen_date": None, **values}
    schema = RAW_MODEL_COMPANY_REVENUE.polars_schema
    frame = pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema)
    made = model_company_revenue(frame, RAW_EPOCH_REVENUE.empty(), REGISTRY)
    return made.select("known_from", "known_from_basis").rows()


def test_a_report_is_known_when_its_day_is_over_in_new_york() -> None:
    assert known() == [(dt.datetime(2026, 3, 3, 4, 59, 59), "stated_date_end")]


def test_without_its_day_from_the_day_on_which_a_copy_held_it() -> None:
    assert known(stated_date=None, seen_date=DAY) == [
        (dt.datetime(2026, 3, 3, 4, 59, 59), "seen_date_end")
    ]


def test_at_last_from_the_day_on_which_it_was_entered() -> None:
    assert known(stated_date=None) == [(dt.datetime(2026, 8, 20, 3, 59, 59), "entered_date_end")]


def test_who_is_taken_from_the_registry_is_followed_no_more() -> None:
    assert known(model_company_id="nobody") == []


def test_the_registrys_sellers_are_a_table() -> None:
    frame = model_companies(REGISTRY)
    assert frame.filter("is_top_tier")["model_company_id"].to_list() == ["alpha", "beth"]
    assert frame.filter(business_of="ACM")["business"].to_list() == ["business_of_spender"]


COPIED = "Epoch AI, Data on AI Companies (CC BY 4.0), citing cnbc.com"


def both(entered: dict[str, Any], tabled: dict[str, Any]) -> list[tuple[str, dt.date | None]]:
    frames = []
    for table, values in (
        (RAW_MODEL_COMPANY_REVENUE, {"stated_date": None, "seen_date": DAY, **entered}),
        (RAW_EPOCH_REVENUE, {"stated_date": DAY, "seen_date": None, **tabled}),
    ):
        row = {**reports()[0], "document": COPIED, **values}
        schema = table.polars_schema
        frames.append(pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema))
    by_a_person, of_the_table = frames
    made = model_company_revenue(by_a_person, of_the_table, REGISTRY)
    return made.select("source", "stated_date").sort("source").rows()


def test_a_row_copied_without_days_gives_way_to_the_table_and_nothing_else_does() -> None:
    assert both({}, {}) == [("epoch_revenue", DAY)]
    # Of a dated report of a person's own both stand, and so of another day.
    for kept in ({"stated_date": DAY}, {"document": "The Information"}):
        document = {"document": "Another report"} if "stated_date" in kept else {}
        found = both({**kept, **document}, {})
        assert [source for source, _ in found] == ["epoch_revenue", "model_company_revenue"]
    assert len(both({}, {"as_of_date": DAY - dt.timedelta(days=90)})) == 2
