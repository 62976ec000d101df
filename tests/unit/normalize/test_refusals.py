"""Refusals: one for every gap, in a sentence that names filing and remedy."""

from __future__ import annotations

import pytest

from tests.support.builders import (
    CONTRACTS,
    PPE,
    PRODUCTIVE,
    REVENUES,
    RPO,
    filing,
    flow,
    normalized,
    refusals,
    stock,
    values,
)

A, B = "0000000001-23-000001", "0000000001-23-000002"


def test_a_gap_without_any_figure_says_that_nothing_was_filed() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, "2023-01-01", "2023-03-31", 11)),
        filing(B, "10-Q", "2024-05-01", flow(PPE, "2024-01-01", "2024-03-31", 40)),
    ]
    result = normalized(filings)
    assert refusals(result) == {
        f"ACME capex_cash 2023Q{quarter}": {
            "not_filed": "No usable figure at hand states this quarter, nor those it follows from."
        }
        for quarter in (2, 3, 4)
    }
    assert result.refusals["accession"].null_count() == 3


def test_a_gap_with_a_lonely_longer_figure_names_it() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, "2023-01-01", "2023-03-31", 11)),
        filing(B, "10-Q", "2023-11-01", flow(PPE, "2023-01-01", "2023-09-30", 60)),
    ]
    told = refusals(normalized(filings))
    assert set(told) == {"ACME capex_cash 2023Q2", "ACME capex_cash 2023Q3"}
    assert set(told["ACME capex_cash 2023Q2"]) == {"not_filed"}
    reason = told["ACME capex_cash 2023Q3"]["missing_operand"]
    assert reason.startswith(f"{PPE} of 2023-01-01 to 2023-09-30 (filing {B}) stands alone")


def test_a_gap_where_the_currency_changes_is_told_too() -> None:
    """The nine months are in dollars, the half-year before them in euros: nothing says Q3."""
    start = "2023-01-01"
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, start, "2023-03-31", 11, "EUR")),
        filing(B, "10-Q", "2023-08-01", flow(PPE, start, "2023-06-30", 32, "EUR")),
        filing("0000000001-23-000003", "10-Q", "2023-11-01", flow(PPE, start, "2023-09-30", 60)),
        filing("0000000001-24-000004", "10-K", "2024-02-01", flow(PPE, start, "2023-12-31", 95)),
    ]
    result = normalized(filings)
    assert values(result) == {"2023Q1": [11], "2023Q2": [21], "2023Q4": [35]}
    told = refusals(result)
    assert set(told) == {"ACME capex_cash 2023Q3"}
    assert "stands alone" in told["ACME capex_cash 2023Q3"]["missing_operand"]


def test_of_two_equal_concepts_the_preferred_one_is_named() -> None:
    year = ("2023-01-01", "2023-12-31")
    filings = [
        filing(A, "10-K", "2024-02-01", flow(PRODUCTIVE, *year, 95), flow(PPE, *year, 95)),
    ]
    reason = refusals(normalized(filings))["ACME capex_cash 2023Q4"]["missing_operand"]
    assert reason.startswith(f"{PPE} of 2023-01-01")


def test_a_longer_figure_that_spans_no_quarter_is_told_apart() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, "2023-01-01", "2023-03-25", 11)),
        filing(B, "10-Q", "2023-08-01", flow(PPE, "2023-01-01", "2023-07-06", 32)),
    ]
    told = refusals(normalized(filings))
    reason = told["ACME capex_cash 2023Q2"]["not_a_quarter"]
    assert reason.endswith("less the shorter figure spans no quarter.")
    assert B in reason


@pytest.mark.parametrize("millions", ["0.000000001", "10000000000"])
def test_what_is_no_amount_of_money_is_refused(millions: str) -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, "2023-01-01", "2023-03-31", millions)),
    ]
    result = normalized(filings)
    assert values(result) == {}
    reason = refusals(result)[f"ACME capex_cash 2023-03-31 {A}"]["no_money"]
    assert A in reason
    assert PPE in reason


def test_refusals_name_the_mart_that_would_show_the_figure() -> None:
    half = ("2023-01-01", "2023-06-30")
    filings = [
        filing(A, "10-Q", "2023-08-01", flow(PPE, *half, 32), flow(REVENUES, *half, 400),
               flow(CONTRACTS, *half, 390), stock(RPO, "2023-06-30", "0.000000001")),
    ]  # fmt: skip
    found = dict(normalized(filings).refusals.select("key", "table_name").rows())
    assert found == {
        "ACME capex_cash 2023Q2": "fct_capex",
        "ACME revenue 2023Q2": "fct_supplier_revenue",
        f"ACME remaining_performance_obligation 2023-06-30 {A}": (
            "fct_remaining_performance_obligation"
        ),
    }


def test_a_stale_quarter_stays_and_says_by_which_filing() -> None:
    filings = [
        filing(A, "10-Q", "2023-05-01", flow(PPE, "2023-01-01", "2023-03-31", 11)),
        filing(B, "10-Q", "2023-08-01", flow(PPE, "2023-01-01", "2023-06-30", 32)),
        filing("0000000001-24-000001", "10-Q", "2024-08-01",
               flow(PPE, "2024-01-01", "2024-06-30", 81),
               flow(PPE, "2023-01-01", "2023-06-30", 30)),
    ]  # fmt: skip
    result = normalized(filings)
    assert values(result)["2023Q2"] == [21]
    reason = refusals(result)["ACME capex_cash 2023Q2"]["stale_operand"]
    assert reason.startswith(f"{PPE} was restated to 30000000.00 by filing 0000000001-24-000001")


def test_no_refusal_reaches_beyond_a_series() -> None:
    """Before the first quarter and after the last one there is no gap, only no data."""
    filings = [
        filing("0000000001-22-000001", "10-K", "2022-02-01",
               flow(PPE, "2021-01-01", "2021-12-31", 70)),
        filing(A, "10-Q", "2023-05-01", flow(PPE, "2023-01-01", "2023-03-31", 11)),
        filing(B, "10-Q", "2023-08-01", flow(PPE, "2023-01-01", "2023-06-30", 32)),
    ]  # fmt: skip
    result = normalized(filings)
    assert values(result) == {"2023Q1": [11], "2023Q2": [21]}
    assert result.refusals.is_empty()
