"""Facts that cannot be what they say: negative payments, cells that a filing states twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import (
    PPE,
    REVENUES,
    filing,
    flow,
    normalized,
    refusals,
    standing,
)
from tests.support.examples import FEW

A, B, C, D = (f"0000000001-23-00000{number}" for number in (1, 2, 3, 4))
Q1, H1 = ("2023-01-01", "2023-03-31"), ("2023-01-01", "2023-06-30")


def test_a_negative_payment_and_what_would_follow_from_it_are_refused() -> None:
    # Case C02: taken at its word, the second quarter would be 2,500 less -1,000.
    result = normalized(
        [
            filing(A, "10-Q", "2023-05-05", flow(PPE, *Q1, -1000)),
            filing(B, "10-Q", "2023-08-04", flow(PPE, *H1, 2500)),
            filing(C, "10-Q", "2023-11-03", flow(PPE, "2023-01-01", "2023-09-30", 4200)),
            filing(D, "10-K", "2024-02-22", flow(PPE, "2023-01-01", "2023-12-31", 6000)),
        ]
    )
    assert standing(result) == {"2023Q3": 1700, "2023Q4": 1800}
    told = refusals(result)
    assert told[f"ACME capex_cash 2023-01-01 to 2023-03-31 {A}"] == {
        "negative_figure": (
            f"Filing {A} states -1000000000.00 for {PPE} of 2023-01-01 to 2023-03-31, and "
            "capex_cash is never negative; the fact is not used."
        )
    }
    assert "not_filed" in told["ACME capex_cash 2023Q1"]
    assert told["ACME capex_cash 2023Q2"] == {
        "missing_operand": (
            f"{PPE} of 2023-01-01 to 2023-06-30 (filing {B}) stands alone: no usable figure "
            "of its year up to this quarter was public when it was filed."
        )
    }


def test_what_stood_before_a_negative_figure_stays() -> None:
    result = normalized(
        [
            filing(A, "10-Q", "2023-05-05", flow(PPE, *Q1, 1000)),
            filing(B, "10-Q", "2024-05-05", flow(PPE, *Q1, -1000)),
        ]
    )
    assert standing(result) == {"2023Q1": 1000}
    assert "negative_figure" in refusals(result)[f"ACME capex_cash 2023-01-01 to 2023-03-31 {B}"]


def test_a_metric_that_may_be_negative_is_left_alone() -> None:
    result = normalized([filing(A, "10-Q", "2023-05-05", flow(REVENUES, *Q1, -5))])
    assert standing(result, "revenue") == {"2023Q1": -5}


def test_a_cell_with_two_figures_is_refused_alone() -> None:
    result = normalized(
        [
            filing(
                A, "10-Q", "2023-08-04",
                flow(PPE, *Q1, 1000), flow(PPE, *H1, 2500), flow(PPE, *H1, 2400),
                flow(REVENUES, *H1, 9000),
            ),
            filing(B, "10-K", "2024-02-22", flow(REVENUES, "2023-01-01", "2023-12-31", 20000)),
        ]
    )  # fmt: skip
    assert standing(result) == {"2023Q1": 1000}
    assert standing(result, "revenue", "year") == {"2023": 20000}
    reason = refusals(result)[f"ACME capex_cash 2023-01-01 to 2023-06-30 {A}"]
    assert list(reason) == ["contradicted_in_filing"]
    assert "it states 2400000000.00 and 2500000000.00" in reason["contradicted_in_filing"]


@pytest.mark.parametrize(
    ("figures", "stands"),
    [
        ((1234, 1200), 1234),  # 1,200 may be rounded to a hundred
        ((1200, 1234), 1234),
        ((1234, 1000, 1230), 1234),
        ((1234, 1234), 1234),
        ((1234, 1300), None),  # no rounding of 1,234 to a hundred
        ((0, 1234), None),
        ((1234, 1235), None),
    ],
)
def test_of_repeats_the_more_precise_speaks_if_the_coarser_agree(
    figures: tuple[int, ...], stands: int | None
) -> None:
    result = normalized(
        [filing(A, "10-Q", "2023-05-05", *(flow(PPE, *Q1, figure) for figure in figures))]
    )
    assert standing(result) == ({} if stands is None else {"2023Q1": stands})


@FEW
@given(
    figure=st.integers(1, 10**6), digits=st.integers(1, 3), repeats=st.integers(1, 3),
    is_first=st.booleans(),
)  # fmt: skip
def test_a_rounded_repeat_never_changes_a_figure(
    figure: int, digits: int, repeats: int, *, is_first: bool
) -> None:
    rounded = round(figure, -digits)
    exact = [flow(PPE, *Q1, figure)]
    coarse = [flow(PPE, *Q1, rounded)] * repeats if rounded else []
    facts = [*coarse, *exact] if is_first else [*exact, *coarse]
    assert standing(normalized([filing(A, "10-Q", "2023-05-05", *facts)])) == {"2023Q1": figure}
