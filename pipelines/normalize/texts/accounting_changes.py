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
_VERSION = ("company_id", "horizon", "basis", "issued_date", "version")
_ROW = (*_VERSION, "amounts_from")


def with_comparable_amounts(said: pl.DataFrame) -> pl.DataFrame:
    """Statements with their amounts on a definition of which quarters are stated, and which it is.

    Args:
        said: rows of `normalized.guidance` without the seven columns that this adds.

    An accounting change moves an amount and not what is spent (rule 5). Of a period for which a
    company says how much it moved, that is put back, in the statement of the change and in those
    after it: both ends are then on the definition before the change. Of any other period nobody
    knows how much moved, so that its amounts stay on the new definition. Statements of a change
    that follow one another within a year are of one change. What is known of a change is what stood
    when the day of the statement ended in New York: a filing in the afternoon and the call in the
    evening are of one definition, whichever of them tells of the change. A version that ended
    before the change was known knows nothing of it. A change that a correction takes back, or puts
    otherwise, counted until then: from that moment on the version has a further row.
    """
    told = _told(said)
    definitions = told.group_by(_ROW).agg(
        definition=pl.col("definition").first(), begun_date=pl.col("changed_date").min()
    )
    put_back = (
        told.filter(pl.col("changed_horizon") == pl.col("horizon"))
        .group_by(_ROW)
        .agg(
            pl.col("changed_date").max(),
            pl.col("moved_low", "moved_high").sum(),
            is_said=pl.all_horizontal(pl.col("moved_low", "moved_high").is_not_null()).all(),
        )
        .filter("is_said")
        .drop("is_said")
    )
    rows = (
        _rows(said)
        .join(definitions, on=_ROW, how="left")
        .join(put_back, on=_ROW, how="left")
        .sort(_ROW)
        .drop("known_to", "moment")
    )
    amounts = said.join(rows, on=_VERSION, how="left", maintain_order="left_right").with_columns(
        comparable_low_usd=pl.col("low_usd") + pl.col("moved_low").fill_null(0),
        comparable_high_usd=pl.col("high_usd") + pl.col("moved_high").fill_null(0),
        comparable_definition=pl.col("definition").fill_null(0)
        - pl.col("changed_date").is_not_null().cast(pl.Int64),
        comparable_change_date="changed_date",
        begins_definition=(pl.col("begun_date") == pl.col("issued_date")).fill_null(value=False)
        & _is_change(),
    )
    return _that_differ(amounts)


def _rows(said: pl.DataFrame) -> pl.DataFrame:
    """Each version from its beginning, and from each moment on which a change that it tells of,
    or that it was said after, stood otherwise.
    """
    versions = _versions(said).select(*_VERSION, "known_to", "moment", amounts_from="known_from")
    later = (
        _of_changes(said)
        .select(
            *_VERSION,
            "known_to",
            "moment",
            amounts_from=pl.concat_list("changed_from", "changed_to"),
        )
        .explode("amounts_from")
        .filter(
            pl.col("amounts_from") > pl.col("moment"),
            pl.col("known_to").is_null() | (pl.col("amounts_from") < pl.col("known_to")),
        )
    )
    return pl.concat([versions, later.select(versions.columns)]).unique()


def _told(said: pl.DataFrame) -> pl.DataFrame:
    """Of each row the changes that stood then, with the definition that each leads to."""
    asked = pl.max_horizontal("amounts_from", "moment")
    return _numbered(
        _rows(said)
        .select(*_ROW, asked=asked)
        .join(_of_changes(said).drop("known_to", "moment"), on=_VERSION)
        .filter(
            pl.col("changed_from") <= pl.col("asked"),
            pl.col("changed_to").is_null() | (pl.col("changed_to") > pl.col("asked")),
        )
    ).filter(pl.col("definition") == pl.col("definition").max().over(_ROW))


def _of_changes(said: pl.DataFrame) -> pl.DataFrame:
    """Each version with all versions of the changes that it knew of when it was said."""
    both = (
        _versions(said)
        .join(_changes(said), on=["company_id", "basis"])
        .filter(pl.col("changed_date") <= pl.col("issued_date"))
    )
    known = both.filter(
        pl.col("changed_from") <= pl.col("moment"),
        pl.col("known_to").is_null() | (pl.col("changed_from") < pl.col("known_to")),
        pl.col("changed_to").is_null() | (pl.col("changed_to") > pl.col("moment")),
    )
    return both.join(known, on=[*_VERSION, "changed_horizon", "changed_date"], how="semi")


def _versions(said: pl.DataFrame) -> pl.DataFrame:
    """Each version with the moment of which it is asked what was known."""
    moment = pl.max_horizontal("known_from", end_of_day_in_new_york(pl.col("issued_date")))
    return said.select(*_VERSION, "known_from", "known_to", moment=moment)


def _that_differ(amounts: pl.DataFrame) -> pl.DataFrame:
    """Rows in order of time without those that say what the one before says, and their ends."""
    made = [name for name in amounts.columns if name.startswith("comparable_")]
    told = pl.col(*made, "begins_definition")
    differs = pl.any_horizontal(told.ne_missing(told.shift().over(_VERSION)))
    is_first = pl.col("amounts_from") == pl.col("amounts_from").min().over(_VERSION)
    following = pl.col("amounts_from").shift(-1).over(_VERSION)
    return amounts.filter(is_first | differs).with_columns(
        amounts_to=pl.coalesce(following, "known_to")
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


def _numbered(told: pl.DataFrame) -> pl.DataFrame:
    """What each row knows of changes, with the definition that each leads to, from 1."""
    is_first = pl.col("changed_date").diff() > _ONE_CHANGE
    return (
        told.sort(*_ROW, "changed_date", "changed_horizon")
        .with_columns(starts=is_first.fill_null(value=True).over(_ROW))
        .with_columns(definition=pl.col("starts").cast(pl.Int64).cum_sum().over(_ROW))
    )
