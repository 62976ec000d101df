"""A series as a line of blocks."""

from __future__ import annotations

from pipelines.cli.views.trend import trend


def test_a_trend_is_drawn_from_zero_and_tells_what_is_not_stated() -> None:
    assert trend([1, None, 8]) == "▂·█"
    assert trend([100, 101]) == "██"


def test_what_is_below_zero_is_drawn_from_the_least() -> None:
    assert trend([-10, 0, 10]) == "▁▅█"
    assert trend([0.0, None]) == "▁·"
    assert trend([None]) == "·"
