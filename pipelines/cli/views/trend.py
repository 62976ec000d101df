"""A series as a line of blocks, for a cell of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

_BLOCKS = "▁▂▃▄▅▆▇█"
_ABSENT = "·"


def trend(values: Sequence[Decimal | float | None]) -> str:
    """A block a value, drawn from zero or from the least below it; a dot where there is none."""
    given = [float(value) for value in values if value is not None]
    low, high = min([0.0, *given]), max([0.0, *given])
    span = (high - low) or 1.0
    return "".join(
        _ABSENT
        if value is None
        else _BLOCKS[round((float(value) - low) / span * (len(_BLOCKS) - 1))]
        for value in values
    )
