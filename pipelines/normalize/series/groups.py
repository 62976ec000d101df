"""Where groups begin in a frame sorted by them: what comparisons with the row before rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable


def opens_group(columns: Iterable[str]) -> pl.Expr:
    """Whether a row differs from the row before in one of these columns; the first row does.

    A null equals a null.
    """
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in columns)
    return differs | (pl.int_range(pl.len()) == 0)
