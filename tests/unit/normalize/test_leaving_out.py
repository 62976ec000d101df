"""What a row of `normalized.withheld` leaves out, and what is said of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from pipelines.contracts.normalized import REFUSALS, WITHHELD
from pipelines.contracts.raw import RAW_HARDWARE_PRICES
from pipelines.normalize.leaving_out import Withholding, matched, numbered, refusals_of

FIGURES = pl.DataFrame(
    [
        ("ACM", "capex_cash", "p:Capex", 2023, dt.date(2023, 3, 31), "q1", None),
        ("ACM", "capex_cash", "p:Capex", 2023, dt.date(2023, 6, 30), "q2", None),
        ("ACM", "capex_cash", "p:Capex", 2023, dt.date(2023, 3, 31), "q2", None),
        ("ACM", "revenue", "p:Revenue", 2023, dt.date(2023, 6, 30), "q2", None),
        ("ACM", "revenue", "p:Revenue", 2022, dt.date(2022, 12, 31), "file:7", "k1"),
        ("BET", "capex_cash", "p:Capex", 2023, dt.date(2023, 6, 30), "q2", None),
    ],
    schema={
        "company_id": pl.String,
        "metric_id": pl.String,
        "concept": pl.String,
        "fiscal_year": pl.Int32,
        "period_end": pl.Date,
        "source_reference": pl.String,
        "accession": pl.String,
    },
    orient="row",
)


def withheld(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of what is withheld; by default of ACM, and for a check of the facts."""
    default = {
        "company_id": "ACM",
        "rule": "check_failed",
        "table_name": "normalized.facts",
        "check_name": "forms_count",
        "failing_rows": "ACM x",
        "figures": 0,
    }
    return WITHHELD.conform(
        pl.DataFrame([{**default, **row} for row in rows], schema=WITHHELD.polars_schema)
    )


def left_out(*rows: dict[str, Any]) -> list[int]:
    """Numbers of the figures that the rows withhold."""
    judged = matched(FIGURES, numbered(withheld(*rows))).with_row_index("n")
    return judged.filter(pl.col("withheld_by").is_not_null())["n"].to_list()


def test_what_a_row_says_nothing_of_stands_for_all() -> None:
    assert left_out({}) == [0, 1, 2, 3, 4]
    assert left_out({"metric_id": "capex_cash"}) == [0, 1, 2]
    assert left_out({"metric_id": "capex_cash", "fiscal_year": 2023, "source_reference": "q2"}) == [
        1,
        2,
    ]
    assert left_out({"source_reference": "q2", "period_end": dt.date(2023, 6, 30)}) == [1, 3]
    assert left_out({"concept": "p:Capex", "source_reference": "q1"}) == [0]
    assert left_out({"company_id": "CAT"}) == []


def test_rows_of_several_shapes_are_taken_together() -> None:
    assert left_out({"source_reference": "q1"}, {"metric_id": "revenue"}) == [0, 3, 4]


def test_a_statement_is_withheld_by_itself_or_with_the_filing_that_it_cites() -> None:
    assert left_out({"source_reference": "file:7"}) == [4]
    assert left_out({"source_reference": "k1"}) == [4]


def test_a_row_that_speaks_of_what_a_table_lacks_withholds_none_of_it() -> None:
    months = FIGURES.select("company_id", "period_end")
    judged = matched(months, numbered(withheld({"source_reference": "q1"})))
    assert judged["withheld_by"].null_count() == months.height


def test_figures_left_out_are_counted_once_by_the_first_row_that_says_so() -> None:
    withholding = Withholding(withheld({"metric_id": "capex_cash"}, {"source_reference": "q2"}))
    kept = withholding.leave_out(FIGURES)
    assert kept.select("company_id", "source_reference").rows() == [
        ("ACM", "file:7"),
        ("BET", "q2"),
    ]
    assert kept.columns == FIGURES.columns
    counts = withholding.table().select("metric_id", "source_reference", "figures").rows()
    assert counts == [(None, "q2", 3), ("capex_cash", None, 1)]


def test_nothing_withheld_leaves_everything_as_it_is() -> None:
    withholding = Withholding()
    assert withholding.leave_out(FIGURES) is FIGURES
    assert withholding.table().is_empty()


def test_a_refusal_says_check_failing_rows_and_count() -> None:
    rows = withheld(
        {"metric_id": "capex_cash", "fiscal_year": 2023, "source_reference": "q2", "figures": 2},
        {"metric_id": "monthly_revenue", "check_name": "revenue_is_not_negative"},
    )
    told = REFUSALS.conform(refusals_of(rows))
    assert told.select("table_name", "key", "rule", "source_reference").rows() == [
        ("fct_capex", "ACM capex_cash 2023 q2", "check_failed", "q2"),
        ("fct_monthly_revenue", "ACM monthly_revenue", "check_failed", None),
    ]
    assert told["reason"][0] == (
        "The check forms_count of normalized.facts fails on the figures of ACM, so they are "
        "withheld (2 left out): ACM x."
    )


CHIPS = pl.DataFrame(
    {
        "hardware": ["A100", "A100", "H100"],
        "table_date": [dt.date(2025, 12, 10), dt.date(2026, 6, 1), dt.date(2025, 12, 10)],
        "file": ["shipped/hardware.csv:2", "own/chips.csv:2", "shipped/hardware.csv:3"],
    }
)


def test_a_row_of_what_is_no_company_is_left_out_alone_and_counted() -> None:
    row = {
        "company_id": None,
        "item": "chip A100",
        "period_end": dt.date(2026, 6, 1),
        "source_reference": "own/chips.csv:2",
        "table_name": "raw.hardware_prices",
    }
    withholding = Withholding(withheld(row))
    assert withholding.has_items
    left = withholding.leave_out_items(RAW_HARDWARE_PRICES, lambda _: CHIPS)
    assert left.equals(CHIPS[[0, 2]])
    counted = withholding.table()
    assert counted["figures"].to_list() == [1]
    [refused] = refusals_of(counted).to_dicts()
    assert (refused["table_name"], refused["company_id"], refused["subject"]) == (
        "fct_hardware_price_performance",
        None,
        "chip A100",
    )
    assert refused["reason"].startswith(
        "The check forms_count of raw.hardware_prices fails on the figures of the chip A100, so"
    )
    assert not Withholding(withheld({})).has_items


def test_the_key_of_a_withheld_statement_names_no_line_of_a_file() -> None:
    """A row inserted above moves the line, and the key would be another's."""
    told = refusals_of(
        withheld(
            *(
                {"metric_id": "revenue", "period_end": dt.date(2023, 3, 31), "source_reference": at}
                for at in ("own.csv:2", "own.csv:3")
            )
        )
    )
    assert told.select("key", "source_reference").rows() == [
        ("ACM revenue 2023-03-31", "own.csv:2")
    ]


def test_two_checks_on_the_same_figures_share_a_refusal() -> None:
    told = refusals_of(withheld({}, {"check_name": "durations_are_in_their_bands"}))
    [(reason,)] = told.select("reason").rows()
    assert "forms_count" in reason
    assert "durations_are_in_their_bands" in reason


def test_a_company_that_is_held_keeps_its_figures_and_a_refusal_says_why() -> None:
    held = withheld(
        {"rule": "withdrawal_blocked", "failing_rows": "fct_capex ACM cash 2023 1", "figures": 3}
    )
    withholding = Withholding(held)
    assert withholding.leave_out(FIGURES).height == FIGURES.height
    assert withholding.table().equals(held)
    [(rule, reason)] = refusals_of(held).select("rule", "reason").rows()
    assert rule == "withdrawal_blocked"
    assert reason == (
        "What came to hand would withdraw 3 published figures of ACM, and no ruling or refusal "
        "says why, so all of its figures stay as they were last published: "
        "fct_capex ACM cash 2023 1."
    )
