"""Calendar quarters as the marts name them, such as 2026Q2: which follows, which lie between."""

from __future__ import annotations

_IN_A_YEAR = 4


def later(quarter: str, number: int = 1) -> str:
    """The quarter that many after it; before it if the number is negative."""
    return _named(_ordinal(quarter) + number)


def between(first: str, last: str) -> list[str]:
    """Every quarter from the first to the last, stated or not."""
    return [_named(each) for each in range(_ordinal(first), _ordinal(last) + 1)]


def _ordinal(quarter: str) -> int:
    return int(quarter[:4]) * _IN_A_YEAR + int(quarter[5]) - 1


def _named(ordinal: int) -> str:
    return f"{ordinal // _IN_A_YEAR}Q{ordinal % _IN_A_YEAR + 1}"
