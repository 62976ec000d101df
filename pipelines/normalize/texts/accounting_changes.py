"""What an accounting change moves in guidance: amounts that can be held against earlier quarters.

Belongs here: which definition of its basis an amount of `normalized.guidance` is on. What an amount
comes to on another basis is told where it is asked, from quarters on the same definition.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.normalize.facts.publication_time import end_of_day_in_new_york
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
    that follow one another within a year are of one change. What is known of a change is what stood
    when the day of the statement ended in New York: a filing in the afternoon and the call in the
    evening are of one definition, whichever of them tells of the change. A version that ended
    before the change was known knows nothing of it.
    """
    at = ("company_id", "horizon", "basis", "issued_date", "version")
    moment = pl.max_horizontal("known_from", end_of_day_in_new_york(pl.col("issued_date")))
    told = _numbered(
        said.select(*at, "known_to", moment=moment)
        .join(_changes(said), on=["company_id", "basis"])
        .filter(
            pl.col("changed_date") <= pl.col("issued_date"),
            pl.col("changed_from") <= pl.col("moment"),
            pl.col("known_to").is_null() | (pl.col("changed_from") < pl.col("known_to")),
            pl.col("changed_to").is_null() | (pl.col("changed_to") > pl.col("moment")),
        ),
        at,
    ).filter(pl.col("definition") == pl.col("definition").max().over(at))
    definitions = told.group_by(at).agg(
        definition=pl.col("definition").first(), begun_date=pl.col("changed_date").min()
    )
    put_back = (
        told.filter(pl.col("changed_horizon") == pl.col("horizon"))
        .group_by(at)
        .agg(
            pl.col("changed_date").max(),
            pl.col("moved_low", "moved_high").sum(),
            is_said=pl.all_horizontal(pl.col("moved_low", "moved_high").is_not_null()).all(),
        )
        .filter("is_said")
        .drop("is_said")
    )
    return (
        said.join(definitions, on=at, how="left", maintain_order="left")
        .join(put_back, on=at, how="left", maintain_order="left")
        .with_columns(
            comparable_low_usd=pl.col("low_usd") + pl.col("moved_low").fill_null(0),
            comparable_high_usd=pl.col("high_usd") + pl.col("moved_high").fill_null(0),
            comparable_definition=pl.col("definition").fill_null(0)
            - pl.col("changed_date").is_not_null().cast(pl.Int64),
            comparable_change_date="changed_date",
            begins_definition=(pl.col("begun_date") == pl.col("issued_date")).fill_null(value=False)
            & _is_change(),
        )
    )


def _is_change() -> pl.Expr:
    """Whether a statement tells of an accounting change, on a day that somebody noted."""
    is_dated = pl.col("known_from_basis") != ENTERED_DATE_END
    return (pl.col("change_cause") == ACCOUNTING_CHANGE).fill_null(value=False) & is_dated


def _changes(said: pl.DataFrame) -> pl.DataFrame:
    """Statements of changes, when each stood, and how much it moved of which period."""
    return said.filter(_is_change()).select(
        "company_id",
        "basis",
        changed_horizon="horizon",
        changed_date="issued_date",
        moved_low=pl.col("supersedes_low_usd") - pl.col("low_usd"),
        moved_high=pl.col("supersedes_high_usd") - pl.col("high_usd"),
        changed_from="known_from",
        changed_to="known_to",
    )


def _numbered(told: pl.DataFrame, at: tuple[str, ...]) -> pl.DataFrame:
    """What each statement knows of changes, with the definition that each leads to, from 1."""
    is_first = pl.col("changed_date").diff() > _ONE_CHANGE
    return (
        told.sort(*at, "changed_date", "changed_horizon")
        .with_columns(starts=is_first.fill_null(value=True).over(at))
        .with_columns(definition=pl.col("starts").cast(pl.Int64).cum_sum().over(at))
    )
