"""Quarters tagged in an annual report that the report's own figures prove wrong.

Belongs here: what a filing's table of quarters says against its year. Not here: tagged quarters of
interim statements, which win over what is derived (`versions.py`).
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.publication_time import ANNUAL_FORMS, form_base
from pipelines.normalize.series.periods import QUARTER, QUARTERS_IN, YEAR
from pipelines.normalize.series.quarters import CELL, SERIES

# Why a tagged quarter is not believed.
QUARTERS_CONTRADICT_YEAR = "quarters_contradict_year"
TAG_CONTRADICTED = "tag_contradicted"


def without_contradicted_tags(
    stated: pl.DataFrame, derived: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tagged quarters without those that their own annual report proves wrong, and the latter.

    The quarters in an annual report stand in an unaudited table, not on the face of a
    statement, and filers mistag that table: Amazon's 10-K of 2012 has the two years swapped,
    Oracle's tags whole years as quarters. Such a tag gives way if the four quarters that the
    report tags do not make the year that it tags, or if the quarter is not the year less nine
    months (columns `contradiction` and `implied_value`). On the face of an interim statement
    the tag wins (rule 2).
    """
    year = [*SERIES, "fiscal_year", "source_reference"]
    annual = stated.filter(
        form_base(pl.col("form")).is_in(ANNUAL_FORMS) & (pl.col("period_kind") == QUARTER)
    )
    sums = (
        annual.group_by(year)
        .agg(
            total=pl.col("value").sum(),
            quarters=pl.len(),
            tolerance=pl.col("rounding_unit").sum(),
        )
        .filter(pl.col("quarters") == QUARTERS_IN[YEAR])
        .join(
            stated.filter(pl.col("period_kind") == YEAR).select(
                *year, pl.col("value").alias("implied_value")
            ),
            on=year,
        )
        .filter(
            (pl.col("total") - pl.col("implied_value")).abs()
            > pl.col("tolerance").cast(pl.Decimal(18, 2))
        )
        .select(*year, "implied_value", contradiction=pl.lit(QUARTERS_CONTRADICT_YEAR))
    )
    differences = (
        annual.join(
            derived.select(
                *CELL, "source_reference", implied_value="value", implied_unit="rounding_unit"
            ),
            on=[*CELL, "source_reference"],
        )
        .filter(
            (pl.col("value") - pl.col("implied_value")).abs()
            > (pl.col("rounding_unit") + pl.col("implied_unit")).cast(pl.Decimal(18, 2))
        )
        .select(*CELL, "source_reference", "implied_value", contradiction=pl.lit(TAG_CONTRADICTED))
    )
    by_year = annual.join(sums, on=year, maintain_order="left")
    by_quarter = annual.join(
        differences, on=[*CELL, "source_reference"], maintain_order="left"
    ).join(sums, on=year, how="anti", maintain_order="left")
    contradicted = pl.concat([by_year.select(by_quarter.columns), by_quarter])
    return (
        stated.join(
            contradicted, on=[*CELL, "source_reference"], how="anti", maintain_order="left"
        ),
        contradicted,
    )
