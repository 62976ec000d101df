"""Two values of one row: what became of a figure, and that something did."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of


class ExpectPairsToDiffer(ExpectNoFailingRows):
    """The two columns of no pair have the same value; null is no value."""

    pairs: list[list[str]]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows in which a pair says the same twice."""
        same = [pl.col(one) == pl.col(other) for one, other in self.pairs]
        return failing_of(table, pl.any_horizontal(same).fill_null(value=False))


class ExpectValuesToFitTheirChange(ExpectNoFailingRows):
    """A new cell has no old value and a withdrawn one no new value; else both, which differ.

    Where only the moment moved since when the value is known, the value stands.
    """

    def failing(self, table: pl.DataFrame) -> Failing:
        """Cells whose values tell another change, or an unknown one."""
        old, new = pl.col("old_value"), pl.col("new_value")
        told = (
            pl.when(old.is_null() & new.is_null())
            .then(None)
            .when(old.is_null())
            .then(pl.lit("new"))
            .when(new.is_null())
            .then(pl.lit("withdrawn"))
            .when(old != new)
            .then(pl.lit("changed"))
            .otherwise(pl.lit("known_from_moved"))
        )
        return failing_of(table, pl.col("change") != told)
