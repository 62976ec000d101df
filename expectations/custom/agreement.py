"""Rows of one group: they agree, and what must be among them is."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of


class ExpectStatementsToAgree(ExpectNoFailingRows):
    """Values of one group lie no further apart than the coarsest of them is rounded."""

    group: list[str]
    column: str
    rounding: str
    document: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Groups whose documents state figures further apart, with those documents."""
        groups = (
            table.group_by(self.group)
            .agg(
                apart=pl.col(self.column).max() - pl.col(self.column).min(),
                tolerance=pl.col(self.rounding).max(),
                documents=pl.col(self.document).sort().str.join(" and "),
            )
            .sort(self.group)
        )
        fails = pl.col("apart") > pl.col("tolerance").cast(table.schema[self.column])
        return failing_of(groups, fails, name_of(*self.group, "documents"))


class ExpectEachGroupToContainValue(ExpectNoFailingRows):
    """At least one row of each group has the value."""

    group: list[str]
    column: str
    value: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Groups without a row that has it."""
        has_value = (pl.col(self.column) == self.value).any()
        groups = table.group_by(self.group).agg(has_value=has_value).sort(self.group)
        return failing_of(groups, ~pl.col("has_value"), name_of(*self.group))


class ExpectGroupsToSumToAtMost(ExpectNoFailingRows):
    """The values of a group make no more than the whole."""

    group: list[str]
    column: str
    most: int

    def failing(self, table: pl.DataFrame) -> Failing:
        """Groups that make more."""
        sums = table.group_by(self.group).agg(total=pl.col(self.column).sum()).sort(self.group)
        return failing_of(sums, pl.col("total") > self.most, name_of(*self.group))


class ExpectGroupsToShareAValue(ExpectNoFailingRows):
    """The rows of a group have one value of the column."""

    group: list[str]
    column: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Groups with several."""
        values = table.group_by(self.group).agg(values=pl.col(self.column).n_unique())
        return failing_of(values.sort(self.group), pl.col("values") > 1, name_of(*self.group))
