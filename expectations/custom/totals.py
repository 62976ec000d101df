"""Totals and their growth: of what they say they are of, and of nothing else."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of

# Growth is a float, made of amounts to the cent.
_SLACK_PCT = 1e-6


class ExpectTotalsToSum(ExpectNoFailingRows):
    """A total is the sum of the second table's rows of its group, and each group has its total.

    Attributes:
        group: what a total is of, in both tables.
        column: the amount, in both tables; null where nothing is added.
        second_table: what is added, `schema.name`.
        second_flag: the column there that says whether a row is added.
    """

    group: list[str]
    column: str
    second_table: str
    second_flag: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Totals that are not the sum over their own group, and groups without a total."""
        added = self.second(self.second_table).filter(self.second_flag)
        sums = (
            added.drop_nulls(self.column).group_by(self.group).agg(total=pl.col(self.column).sum())
        )
        judged = table.join(sums, on=self.group, how="full", coalesce=True).sort(self.group)
        same = pl.col(self.column).eq_missing(pl.col("total"))
        return failing_of(judged, ~same, name_of(*self.group))


class ExpectGrowthToFollow(ExpectNoFailingRows):
    """A percentage is the change from one amount to another of the same row."""

    group: list[str]
    column: str
    earlier: str
    later: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows whose percentage is another."""
        rows = table.filter(pl.col(self.column).is_not_null())
        old, new = (pl.col(name).cast(pl.Float64) for name in (self.earlier, self.later))
        apart = (pl.col(self.column) - 100 * (new - old) / old).abs()
        return failing_of(rows, apart > _SLACK_PCT, name_of(*self.group))
