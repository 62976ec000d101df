"""A month on another scale than what its report states beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.sources.taiwan_monthly_revenue.row_checks import scale_problem


def said(current: int, *beside: int) -> str | None:
    names = ("current", "prior_month", "prior_year")
    return scale_problem(dict(zip(names, map(Decimal, (current, *beside)), strict=False)))


@pytest.mark.parametrize("current", [260_000_000, 260])
def test_a_month_a_thousand_times_off_both_is_told(current: int) -> None:
    slip = said(current, 293_288, 181_648)
    assert slip is not None
    assert "times those of the month before and of the year before beside it" in slip


@pytest.mark.parametrize(
    "amounts",
    [
        (260_000, 293_288, 181_648),
        (260_000_000, 293_288),
        (260_000_000, 293_288, 0),
        (0, 293_288, 181_648),
        # One that had nearly nothing a year before, and one that ends.
        (1, 293_288_038, 181_648_270),
        (260_000, 100_000, 10),
    ],
)
def test_growth_and_what_has_nothing_beside_it_stand(amounts: tuple[int, ...]) -> None:
    assert said(*amounts) is None
