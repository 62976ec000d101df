"""What is withheld against what is used."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of
from pipelines.normalize.leaving_out import matched, numbered


class ExpectWithheldFactsToBeAbsent(ExpectNoFailingRows):
    """No fact of the second table is one that a row withholds."""

    second_table: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Facts that are used all the same."""
        judged = matched(self.second(self.second_table), numbered(table))
        named = name_of("company_id", "metric_id", "period_end", "source_reference")
        return failing_of(judged, pl.col("withheld_by").is_not_null(), named)
