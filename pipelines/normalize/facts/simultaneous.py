"""Two filings of one rank that became public at one moment and state different figures.

Neither is before the other, so that no version can say that one replaced the other: the filing
with the later accession number stands, by a rule that needs no more than the number, and the
other is told. Not here: an amendment, or a report beside a release, which rank (rule 4).
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.publication_time import form_priority

SAME_MOMENT = "same_moment"

_CELL = ("company_id", "metric_id", "unit", "period_start", "period_end")


def at_one_moment(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts in series that another of the same moment outranks by its number alone.

    Args:
        facts: facts in series; has `_CELL`, known_from, form, accession, value, rounding_unit.

    Returns:
        them, with `stands` and `standing_accession`: the figure that stands and its filing. What
        differs by no more than both round says the same.
    """
    moment = (*_CELL, "known_from")
    filed = facts.filter(pl.col("accession").is_not_null()).with_columns(
        priority=form_priority(pl.col("form"))
    )
    several = filed.filter(pl.col("accession").n_unique().over(moment) > 1)
    highest = several.filter(pl.col("priority") == pl.col("priority").max().over(moment))
    last = (
        highest.sort("accession", -pl.col("alias_order"))
        .unique(list(moment), keep="last", maintain_order=True)
        .select(
            *moment,
            stands="value",
            standing_accession="accession",
            standing_unit="rounding_unit",
        )
    )
    apart = (pl.col("value") - pl.col("stands")).abs()
    rounded = (pl.col("rounding_unit") + pl.col("standing_unit")).cast(pl.Decimal(18, 2))
    return (
        highest.join(last, on=list(moment), nulls_equal=True, maintain_order="left")
        .filter((pl.col("accession") != pl.col("standing_accession")) & (apart * 2 > rounded))
        .drop("standing_unit", "priority")
    )
