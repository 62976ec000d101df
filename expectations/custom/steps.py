"""Values in the order of their dates: no month is missing, and no step is too large."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of


class ExpectNoMonthMissing(ExpectNoFailingRows):
    """Each group has every month between its first and its newest."""

    column: str
    by: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Months without a row."""
        month = pl.col(self.column).dt.month_start()
        there = table.select(self.by, month.alias("month")).unique()
        expected = (
            there.group_by(self.by)
            .agg(first=pl.col("month").min(), last=pl.col("month").max())
            .with_columns(month=pl.date_ranges("first", "last", interval="1mo"))
            .explode("month")
            .sort(self.by, "month")
        )
        judged = expected.join(
            there.with_columns(is_there=pl.lit(value=True)), on=[self.by, "month"], how="left"
        )
        return failing_of(judged, pl.col("is_there").is_null(), name_of(self.by, "month"))


class ExpectStepsToBeSmall(ExpectNoFailingRows):
    """No value is more than so many times the one before it in its group, or less so."""

    column: str
    order: str
    by: list[str]
    most_times: float

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows whose value leaps."""
        value = pl.col(self.column).cast(pl.Float64)
        rows = (
            table.sort(*self.by, self.order)
            .with_columns(new=value, before=value.shift().over(self.by))
            .drop_nulls("before")
        )
        low, high = pl.min_horizontal("new", "before"), pl.max_horizontal("new", "before")
        return failing_of(rows, (low <= 0) | (high > low * self.most_times))
