"""Facts that could state a metric and are not used: each reason is a row, none is silent."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.normalize.facts.dropped_facts import of_dropped
from pipelines.normalize.shown_in import MART_OF_METRIC, table_of
from tests.support.builders import (
    PPE,
    RPO,
    Fact,
    Filing,
    filing,
    flow,
    normalized,
    raw_facts,
    registry,
    shipped_registry,
    stock,
)

A, B = "0000000001-23-000001", "0000000001-23-000002"
QUARTER = ("2023-01-01", "2023-03-31")
NEXT = ("2023-04-01", "2023-06-30")
BEFORE = flow(PPE, "2022-10-01", "2022-12-31", 10)
STATED = filing(A, "10-Q", "2023-05-01", BEFORE, flow(PPE, *QUARTER, 11))


def told(*filings: Filing) -> dict[str, tuple[str, str]]:
    rows = of_dropped(raw_facts(filings), normalized(list(filings)).facts, registry())
    return {row["key"]: (row["rule"], row["reason"]) for row in rows.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("form", "fact", "key", "rule", "words"),
    [
        ("S-1", flow(PPE, *NEXT, 12), "in form S-1", "uncounted_form", "Only form S-1 states it"),
        ("10-Q", stock(PPE, "2023-06-30", 12), "without a start", "no_period_start", "no start"),
    ],
)  # fmt: skip
def test_a_fact_that_is_left_out_is_told_with_its_figure(
    form: str, fact: Fact, key: str, rule: str, words: str
) -> None:
    found = told(STATED, filing(B, form, "2023-08-01", fact))
    assert set(found) == {f"ACME capex_cash {key}"}
    said_rule, reason = found[f"ACME capex_cash {key}"]
    assert said_rule == rule
    assert words in reason
    assert f"it is 12000000 {fact.unit} for" in reason
    assert reason.endswith(f"{PPE} of filing {B}.")


def test_what_another_fact_states_is_not_told() -> None:
    repeated = filing(
        B, "S-1", "2023-08-01", flow(PPE, *QUARTER, 12), stock(PPE, "2023-03-31", 11),
        flow(PPE, *QUARTER, 10, "EUR"), flow("us-gaap:Assets", *NEXT, 1),
    )  # fmt: skip
    assert told(STATED, repeated) == {}


def test_many_of_one_kind_are_one_row_with_the_newest() -> None:
    more = [flow(PPE, *NEXT, 5), flow(PPE, "2023-07-01", "2023-09-30", 6)]
    [(rule, reason)] = told(STATED, filing(B, "S-1", "2023-11-01", *more)).values()
    assert rule == "uncounted_form"
    assert "the newest of 2 such periods is 6000000 USD for 2023-07-01 to 2023-09-30" in reason


def test_a_stock_of_a_form_that_does_not_count_is_told_by_its_day() -> None:
    [(_, reason)] = told(
        STATED, filing(B, "S-1", "2023-08-01", stock(RPO, "2023-06-30", 7))
    ).values()
    assert "it is 7000000 USD for 2023-06-30," in reason


def test_what_another_rule_refuses_is_not_told_twice() -> None:
    assert told(filing(A, "10-Q", "2023-05-01", flow(PPE, *QUARTER, "0.000000001"))) == {}
    assert told(STATED, filing(B, "10-Q", "2023-08-01", flow(PPE, *NEXT, -5))) == {}


def test_the_mart_of_a_series_is_that_of_its_metric_or_of_revenue_lines() -> None:
    assert {metric.metric_id for metric in shipped_registry().metrics} == set(MART_OF_METRIC)
    series = pl.DataFrame({"m": ["capex_stated", "nvda_data_center", "revenue"]})
    assert series.select(table_of(pl.col("m"))).to_series().to_list() == [
        "fct_capex",
        "fct_supplier_revenue",
        "fct_supplier_revenue",
    ]
