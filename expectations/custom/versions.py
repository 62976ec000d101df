"""Versions of one figure: how they follow each other in time."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of


class ExpectVersionsToFollowEachOther(ExpectNoFailingRows):
    """The versions of a cell are numbered 1, 2, ... as they became known, none overlaps the next.

    Each ends after it began and by the time the next one begins; the last one alone stands.
    """

    cell: list[str]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Versions that are numbered, begin or end as they cannot."""
        ordered = table.sort(*self.cell, "known_from", "version").with_columns(
            place=pl.int_range(1, pl.len() + 1).over(self.cell),
            next_from=pl.col("known_from").shift(-1).over(self.cell),
        )
        ends, next_from = pl.col("known_to"), pl.col("next_from")
        too_long = ends.is_null() | (ends > next_from)
        fails = (
            (pl.col("version") != pl.col("place"))
            | pl.when(next_from.is_null()).then(ends.is_not_null()).otherwise(too_long)
            | (ends <= pl.col("known_from")).fill_null(value=False)
        )
        return failing_of(ordered, fails)
