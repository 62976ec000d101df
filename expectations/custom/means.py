"""What several rows say together: the mean of theirs, in logarithms."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of

# Values are published with six digits, and those that make the mean are.
_SLACK = 1e-5


class ExpectMeansToFollow(ExpectNoFailingRows):
    """The row of a group that is the mean is the geometric mean of the rows that it is of.

    Attributes:
        group: what a mean is of.
        column: the values.
        names: the column that tells the rows of a group apart.
        mean: what it says of the row that is the mean.
        of: what it says of the rows that the mean is of; those that are there count.
    """

    group: list[str]
    column: str
    names: str
    mean: str
    of: list[str]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Means that are another value, or of nothing."""
        logs = pl.col(self.column).cast(pl.Float64).log()
        made = (
            table.filter(pl.col(self.names).is_in(self.of))
            .group_by(self.group)
            .agg(log_of_mean=logs.mean())
        )
        judged = table.filter(pl.col(self.names) == self.mean).join(
            made, on=self.group, how="left", maintain_order="left"
        )
        # An index is published to a hundredth.
        rounding = 0.01 / pl.col(self.column).cast(pl.Float64)
        return failing_of(judged, (logs - pl.col("log_of_mean")).abs() > _SLACK + rounding)
