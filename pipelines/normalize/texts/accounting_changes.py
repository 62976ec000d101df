"""What an accounting change moves in guidance: amounts that can be held against earlier quarters.

Belongs here: which definition of its basis an amount of `normalized.guidance` is on. What an amount
comes to on another basis is told where it is asked, from quarters on the same definition.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.normalize.facts.statements import ENTERED_DATE_END
from pipelines.registry.restatements import ACCOUNTING_CHANGE

# A company tells of one change for one period after the other, and of the next in another year.
_ONE_CHANGE = dt.timedelta(days=365)


def with_comparable_amounts(said: pl.DataFrame) -> pl.DataFrame:
    """Statements with their amounts on a definition of which quarters are stated, and which it is.

    Args:
        said: rows of `normalized.guidance` without the five columns that this adds.

    An accounting change moves an amount and not what is spent (rule 5). Of a period for which a
    company says how much it moved, that is put back, in the statement of the change and in those
    after it: both ends are then on the definition before the change. Of any other period nobody
    knows how much moved, so that its amounts stay on the new definition. Statements of a change
    that follow one another within a year are of one change. What is known of a change is what was
    known when the statement was.
    """
    at = ("company_id", "horizon", "basis", "issued_date", "version")
    changes = _changes(said)
    told = (
        said.select(*at, "known_from")
        .join(changes, on=["company_id", "basis"])
        .filter(
            pl.col("changed_date") <= pl.col("issued_date"),
            pl.col("changed_from") <= pl.col("known_from"),
            pl.col("changed_to").is_null() | (pl.col("changed_to") > pl.col("known_from")),
        )
        .with_columns(newest=pl.col("definition").max().over(at))
    )
    definitions = told.select(*at, definition="newest").unique()
    put_back = (
        told.filter(
            pl.col("definition") == pl.col("newest"), pl.col("changed_horizon") == pl.col("horizon")
        )
        .group_by(at)
        .agg(
            pl.col("changed_date").max(),
            pl.col("moved_low", "moved_high").sum(),
            is_said=pl.all_horizontal(pl.col("moved_low", "moved_high").is_not_null()).all(),
        )
        .filter("is_said")
        .drop("is_said")
    )
    begins = changes.filter("begins_definition").select(
        "company_id", "basis", "begins_definition", issued_date="changed_date"
    )
    return (
        said.join(definitions, on=at, how="left", maintain_order="left")
        .join(put_back, on=at, how="left", maintain_order="left")
        .join(
            begins.unique(), on=["company_id", "basis", "issued_date"], how="left",
            maintain_order="left",
        )
        .with_columns(
            comparable_low_usd=pl.col("low_usd") + pl.col("moved_low").fill_null(0),
            comparable_high_usd=pl.col("high_usd") + pl.col("moved_high").fill_null(0),
            comparable_definition=pl.col("definition").fill_null(0)
            - pl.col("changed_date").is_not_null().cast(pl.Int64),
            comparable_change_date="changed_date",
            begins_definition=pl.col("begins_definition").fill_null(value=False)
            & _is_change(),
        )
    )  # fmt: skip


def _is_change() -> pl.Expr:
    """Whether a statement tells of an accounting change, on a day that somebody noted."""
    is_dated = pl.col("known_from_basis") != ENTERED_DATE_END
    return (pl.col("change_cause") == ACCOUNTING_CHANGE).fill_null(value=False) & is_dated


def _changes(said: pl.DataFrame) -> pl.DataFrame:
    """Statements of changes, how much each moved, and the definition that they lead to, from 1."""
    is_first = pl.col("changed_date").diff() > _ONE_CHANGE
    return (
        said.filter(_is_change())
        .select(
            "company_id",
            "basis",
            changed_horizon="horizon",
            changed_date="issued_date",
            moved_low=pl.col("supersedes_low_usd") - pl.col("low_usd"),
            moved_high=pl.col("supersedes_high_usd") - pl.col("high_usd"),
            changed_from="known_from",
            changed_to="known_to",
        )
        .sort("company_id", "basis", "changed_date")
        .with_columns(starts=is_first.fill_null(value=True).over("company_id", "basis"))
        .with_columns(
            definition=pl.col("starts").cast(pl.Int64).cum_sum().over("company_id", "basis"),
        )
        .with_columns(
            begins_definition=pl.col("changed_date")
            == pl.col("changed_date").min().over("company_id", "basis", "definition")
        )
    )
