"""References from a table to a second one, or to what is registered."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of

_IS_THERE = "is_there"


class ExpectRowsToBeFoundIn(ExpectNoFailingRows):
    """What the columns of a row say together, a row of the second table says too."""

    columns: list[str]
    second_table: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows that the second table knows nothing of."""
        known = self.second(self.second_table).select(self.columns).unique()
        judged = table.join(
            known.with_columns(pl.lit(value=True).alias(_IS_THERE)),
            on=self.columns,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        return failing_of(judged, pl.col(_IS_THERE).is_null())
