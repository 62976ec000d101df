"""Ways to measure that several suites share; each returns a frame fit for a claim.

Not here: what is claimed of the measures (the suites), and anything of Great Expectations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.rows import (
    FAILING_ROW,
    FAILING_SCHEMA,
    FIGURE_COLUMNS,
    MOST_EXAMPLES,
    as_failing,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["FAILING_ROW", "FAILING_SCHEMA", "MOST_EXAMPLES", "as_failing", "name_of"]

# Forms that report a period: annual and quarterly reports, domestic and foreign.
PERIODIC_FORMS = ("10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F")

_EVERYTHING = "all"

_FAILING = "failing"


def counted(
    frame: pl.DataFrame, bad: pl.Expr, item: pl.Expr, by: str | None = "company_id"
) -> pl.DataFrame:
    """How many rows of each group are bad, and the names of the first of them.

    Args:
        frame: the rows to check.
        bad: whether a row offends; a null, which nobody can vouch for, offends.
        item: an offender's name.
        by: column of the groups; None takes all rows together.

    Returns:
        item (the group), checked, offending, examples (joined by semicolons), and failing: the
        bad rows, see `failing_rows`.
    """
    group = pl.lit(_EVERYTHING) if by is None else pl.col(by).fill_null("(none)")
    about = [name for name in FIGURE_COLUMNS if name in frame.columns]
    flagged = frame.select(
        group=group,
        bad=bad.fill_null(value=True),
        name=item,
        row=pl.struct(*about, item.alias(FAILING_ROW)),
    )
    return (
        flagged.group_by("group")
        .agg(
            checked=pl.len().cast(pl.Int64),
            offending=pl.col("bad").sum().cast(pl.Int64),
            examples=pl.col("name").filter(pl.col("bad")).head(MOST_EXAMPLES).str.join("; "),
            failing=pl.col("row").filter(pl.col("bad")),
        )
        .sort("group")
        .rename({"group": "item"})
    )


def failing_rows(measured: pl.DataFrame) -> pl.DataFrame:
    """The bad rows behind a frame made by `counted`: `FAILING_SCHEMA`, null where not known.

    Empty for a frame that was not made by it.
    """
    if _FAILING not in measured.columns:
        return pl.DataFrame(schema=FAILING_SCHEMA)
    rows = measured.select(pl.col(_FAILING).explode(empty_as_null=False)).unnest(_FAILING)
    return as_failing(rows)


def without_failing(measured: pl.DataFrame) -> pl.DataFrame:
    """The measured frame as Great Expectations gets it."""
    return measured.drop(_FAILING, strict=False)


def doubled(frame: pl.DataFrame, key: Sequence[str], by: str | None = None) -> pl.DataFrame:
    """Rows whose key another row has as well, counted."""
    return counted(frame, pl.struct(key).is_duplicated(), name_of(*key), by)


def missing(
    frame: pl.DataFrame,
    other: pl.DataFrame,
    on: Sequence[str],
    item: pl.Expr,
    by: str | None = None,
) -> pl.DataFrame:
    """Rows of `frame` whose `on` columns stand nowhere in `other`, counted."""
    known = other.select(on).unique().with_columns(is_known=pl.lit(value=True))
    joined = frame.join(known, on=list(on), how="left", nulls_equal=True, maintain_order="left")
    return counted(joined, pl.col("is_known").is_null(), item, by)


def operand_sums(operands: pl.DataFrame) -> pl.DataFrame:
    """lineage_id and total: the exact sum of each lineage's signed operands."""
    signed = (
        pl.when(pl.col("sign") == 1)
        .then(pl.col("value"))
        .when(pl.col("sign") == -1)
        .then(-pl.col("value"))
    )
    return operands.group_by("lineage_id").agg(total=signed.sum(), unsigned=signed.is_null().sum())


def not_recomputed(
    published: pl.DataFrame, operands: pl.DataFrame, value: str, item: pl.Expr, by: str | None
) -> pl.DataFrame:
    """Values that the signed operands of their lineage_id do not add up to, exactly."""
    joined = published.join(
        operand_sums(operands), on="lineage_id", how="left", maintain_order="left"
    )
    bad = (pl.col("total") != pl.col(value)) | (pl.col("unsigned") != 0)
    return counted(joined, bad, item, by)
