"""What an accounting change moves in guidance: amounts that can be held against earlier quarters.

Belongs here: which definition of its basis an amount of `normalized.guidance` is on. What an amount
comes to on another basis is told where it is asked, from quarters on the same definition.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.statements import ENTERED_DATE_END
from pipelines.registry.restatements import ACCOUNTING_CHANGE


def with_comparable_amounts(said: pl.DataFrame) -> pl.DataFrame:
    """Statements with their amounts on a definition of which quarters are stated, and which it is.

    Args:
        said: rows of `normalized.guidance` without the four columns that this adds.

    An accounting change moves an amount and not what is spent (rule 5). Of a period for which a
    company says how much it moved, that is put back, in the statement of the change and in those
    after it: both ends are then on the definition before the change. Of any other period nobody
    knows how much it moved, so that its amounts stay on the new definition. What is known of a
    change is what was known when the statement was.
    """
    at = ("company_id", "horizon", "basis", "issued_date", "version")
    changes = said.filter(
        pl.col("change_cause") == ACCOUNTING_CHANGE, pl.col("known_from_basis") != ENTERED_DATE_END
    ).select(
        "company_id",
        "basis",
        changed_horizon="horizon",
        changed_date="issued_date",
        moved_low=pl.col("supersedes_low_usd") - pl.col("low_usd"),
        moved_high=pl.col("supersedes_high_usd") - pl.col("high_usd"),
        changed_from="known_from",
        changed_to="known_to",
    )
    told = (
        said.select(*at, "known_from")
        .join(changes, on=["company_id", "basis"])
        .filter(
            pl.col("changed_date") <= pl.col("issued_date"),
            pl.col("changed_from") <= pl.col("known_from"),
            pl.col("changed_to").is_null() | (pl.col("changed_to") > pl.col("known_from")),
        )
        .with_columns(definition=pl.col("changed_date").n_unique().over(at))
        .filter(pl.col("changed_date") == pl.col("changed_date").max().over(at))
    )
    put_back = told.filter(
        pl.col("changed_horizon") == pl.col("horizon"),
        pl.all_horizontal("moved_low", "moved_high").is_not_null(),
    )
    return (
        said.join(told.select(*at, "definition").unique(), on=at, how="left", maintain_order="left")
        .join(
            put_back.select(*at, "changed_date", "moved_low", "moved_high"),
            on=at,
            how="left",
            maintain_order="left",
        )
        .with_columns(
            comparable_low_usd=pl.col("low_usd") + pl.col("moved_low").fill_null(0),
            comparable_high_usd=pl.col("high_usd") + pl.col("moved_high").fill_null(0),
            comparable_definition=pl.col("definition").fill_null(0).cast(pl.Int64)
            - pl.col("changed_date").is_not_null().cast(pl.Int64),
            comparable_change_date="changed_date",
        )
    )
