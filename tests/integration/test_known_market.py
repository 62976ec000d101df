"""What others say of the size of the market, as their documents have it, and beside ours."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun

BILLION = 10**9


def test_one_figure_of_three_meanings_is_three_kinds(recorded: RecordedRun) -> None:
    said = recorded.rows(
        "select stated, estimate_kind, is_kind_said, low_usd, high_usd from fct_market_estimates "
        "where estimate_by = 'NVIDIA' order by stated, estimate_kind"
    )
    ends = (Decimal(3000 * BILLION), Decimal(4000 * BILLION))
    assert said == [
        ("2025-08-27", "ambiguous", False, *ends),
        ("2025-08-27", "cumulative", False, *ends),
        ("2025-11-19", "annual", True, *ends),
        ("2026-08/2026-09", "annual", True, *ends),
    ]


def test_two_years_of_one_speaker_are_no_range(recorded: RecordedRun) -> None:
    assert recorded.rows(
        "select estimate_by, period, low_usd / 1e9, high_usd / 1e9 from fct_market_estimates "
        "where estimate_by in ('Dell', 'Marvell') order by all"
    ) == [
        ("Dell", "2024", 184, 184),
        ("Dell", "2028", 356, 356),
        ("Marvell", "2024", 33, 33),
        ("Marvell", "2028", 94, 94),
    ]


def test_what_nobody_had_said_by_a_day_is_not_there(recorded: RecordedRun) -> None:
    assert recorded.rows(
        "select distinct estimate_by from market_estimates_as_of(timestamp '2025-08-29 12:00:00') "
        "order by 1"
    ) == [("AMD",), ("Dell",), ("Marvell",), ("NVIDIA",)]


def test_totals_of_others_are_near_ours_and_wider(recorded: RecordedRun) -> None:
    """Epoch AI's hold finance leases, ours are cash: above ours, and by no more than these."""
    beside = recorded.rows(
        "select calendar_quarter, round(100 * (low_usd / value_usd - 1), 1) "
        "from fct_market_estimates join fct_capex_totals using (calendar_quarter) "
        "where estimate_by = 'Epoch AI' and basis = 'cash' and spender_group = 'hyperscaler' "
        "order by 1"
    )
    assert beside == [("2022Q1", 2.7), ("2023Q4", 5.6), ("2025Q1", 5.8), ("2025Q4", 7.6)]
