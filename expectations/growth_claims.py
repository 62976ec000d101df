"""Claims about growth: that what it stands on is what the mart says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.claims import Claim, Frames
from expectations.measures import counted, name_of
from pipelines.normalize.series.periods import BANDS, YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence


def growth_names_its_basis(table: str, series: Sequence[str]) -> Claim:
    """growth_basis says which of the two quarters that growth compares was restated.

    The quarter a year before is told by its dates, since a fiscal year end may move.

    Args:
        table: the table, with fiscal_year, fiscal_quarter, period_end, yoy_pct, is_restated and
            growth_basis.
        series: the columns that tell two series apart.
    """
    cell = [*series, "fiscal_year", "fiscal_quarter"]
    days_before = (pl.col("period_end") - pl.col("earlier_end")).dt.total_days()

    def wrong(frames: Frames) -> pl.DataFrame:
        cells = frames[table]
        others = cells.select(*series, earlier_end="period_end", earlier_is_restated="is_restated")
        earlier = (
            cells.select(*cell, "period_end")
            .join(others, on=list(series))
            .filter(days_before.is_between(*BANDS[YEAR]))
            .select(*cell, "earlier_is_restated")
        )
        joined = cells.join(earlier, on=cell, how="left", maintain_order="left")
        restated = pl.sum_horizontal("is_restated", "earlier_is_restated")
        true = pl.when(pl.col("yoy_pct").is_not_null()).then(
            restated.replace_strict(
                {0: "as_reported", 1: "one_side_restated", 2: "restated"}, return_dtype=pl.String
            )
        )
        return counted(joined, pl.col("growth_basis").ne_missing(true), name_of(*cell))

    return Claim(
        name="growth_names_its_basis",
        severity="error",
        expected=(
            "growth says whether none, one or both of its quarters were restated, and nothing "
            "where there is no growth"
        ),
        prepare=wrong,
    )
