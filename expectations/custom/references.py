"""References between tables, what is registered among them."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of

_IS_THERE = "is_there"


class ExpectRowsToBeFoundIn(ExpectNoFailingRows):
    """What the columns of a row say together, a row of the second table says too.

    Attributes:
        columns: of this table.
        second_table: the second one, `schema.name`.
        second_columns: their names there, where they differ.
        second_where: values of other columns there that a row must have to count.
        is_there: False where no row of the second table may say it.
    """

    columns: list[str]
    second_table: str
    second_columns: list[str] | None = None
    second_where: dict[str, str] | None = None
    is_there: bool = True

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows that the second table knows nothing of."""
        second = self.second(self.second_table)
        for column, value in (self.second_where or {}).items():
            second = second.filter(pl.col(column) == value)
        named = zip(self.columns, self.second_columns or self.columns, strict=True)
        known = second.select(pl.col(there).alias(here) for here, there in named)
        found = pl.col(_IS_THERE).is_not_null()
        return failing_of(_with_found(table, known), found != self.is_there)


class ExpectFilingsToBeKnown(ExpectNoFailingRows):
    """Each filing that a row names is one of its company in the second table.

    Attributes:
        columns: those that name a filing each.
        second_table: the filings.
    """

    columns: list[str]
    second_table: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows that name another filing, or none."""
        known = self.second(self.second_table).select(name_of("company_id", "accession"))
        filings = known.to_series().implode()
        found = [
            pl.col(each).is_not_null() & name_of("company_id", each).is_in(filings)
            for each in self.columns
        ]
        return failing_of(table, ~pl.all_horizontal(found))


class ExpectToHoldTheRowsOf(ExpectNoFailingRows):
    """What the columns of a row of the second table say together, a row of this one says too."""

    columns: list[str]
    second_table: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows of the second table that are missing here."""
        expected = self.second(self.second_table).select(self.columns).unique(maintain_order=True)
        judged = _with_found(expected, table.select(self.columns))
        return failing_of(judged, pl.col(_IS_THERE).is_null(), name_of(*self.columns))


class ExpectOperandsToAddUp(ExpectNoFailingRows):
    """The signed operands of a row's lineage_id, in the second table, make its value exactly."""

    column: str
    second_table: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows without operands, or whose value is not their sum."""
        signed = pl.when(pl.col("sign") == 1).then("value").otherwise(-pl.col("value"))
        sums = self.second(self.second_table).group_by("lineage_id").agg(total=signed.sum())
        judged = table.join(sums, on="lineage_id", how="left", maintain_order="left")
        return failing_of(judged, pl.col("total") != pl.col(self.column))


def _with_found(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    there = known.unique().with_columns(pl.lit(value=True).alias(_IS_THERE))
    return rows.join(there, on=known.columns, how="left", nulls_equal=True, maintain_order="left")
