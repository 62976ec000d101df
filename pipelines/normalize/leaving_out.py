"""Leaves out the figures that a failed check withholds, before any rule looks at them.

What stood before a withheld figure stands again by the ordinary rules, and what followed from it
is refused or follows from something else. Which figures those are is decided elsewhere
(`pipelines/quality/withholding.py`); here is only what a row of `normalized.withheld` means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.items import ITEM_OF_TABLE, ITEMS
from pipelines.contracts.normalized import REFUSALS, WITHHELD
from pipelines.normalize.refusals import sources
from pipelines.normalize.shown_in import MART_OF_METRIC, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.contracts.items import Item
    from pipelines.contracts.model import Table

CHECK_FAILED = "check_failed"
# The company's raw rows are those of the last publication (`publish/holding.py`); no figure of
# them is left out.
WITHDRAWAL_BLOCKED = "withdrawal_blocked"

# Figures that are no series of a metric or revenue line, and are withheld under these names.
MONTHLY_REVENUE = "monthly_revenue"
CUSTOMER_SHARE = "customer_share"
# What companies say in words.
TEXT = "text"

# What a row of `withheld` may say of a figure; null says nothing.
PLACE = tuple(name for name in WITHHELD.key if name not in ("rule", "table_name", "check_name"))

_LINE_OF_A_FILE = r"\.csv:[0-9]+$"
_PLACE_TYPES = {name: WITHHELD.polars_schema[name] for name in PLACE}
_NUMBER = "withheld_by"


def of_item(rows: pl.DataFrame, item: Item) -> pl.DataFrame:
    """Rows of one of the item's tables with the columns of `PLACE` that say what they are of."""
    reference = [pl.col("file").alias("source_reference")] if "file" in rows.columns else []
    return rows.with_columns(
        item.named.alias("item"), pl.col(item.day).alias("period_end"), *reference
    )


def numbered(withheld: pl.DataFrame) -> pl.DataFrame:
    """The rows of `withheld` that leave figures out, with their number for `matched`."""
    return withheld.filter(pl.col("rule") == CHECK_FAILED).with_row_index(_NUMBER)


def matched(figures: pl.DataFrame, withheld: pl.DataFrame) -> pl.DataFrame:
    """The figures with `withheld_by`: the first row that withholds each, null if none does.

    Args:
        figures: rows with any of the columns of `PLACE`; a row of `withheld` that says something
            of a column that they lack withholds none of them. `accession`, where there is one,
            is the filing that a statement cites: to withhold either withholds the figure.
        withheld: made by `numbered`.
    """
    keyed = figures.with_row_index("figure")
    found = []
    for said, rows in _by_what_they_say(withheld):
        views = [keyed]
        if "source_reference" in said and "accession" in keyed.columns:
            other = keyed.drop("source_reference", strict=False)
            views.append(other.rename({"accession": "source_reference"}))
        found += [_pairs(view, rows, said) for view in views if set(said) <= set(view.columns)]
    if not found:
        return figures.with_columns(pl.lit(None, pl.UInt32).alias(_NUMBER))
    first = pl.concat(found).group_by("figure").agg(pl.col(_NUMBER).min())
    return keyed.join(first, on="figure", how="left", maintain_order="left").drop("figure")


def _by_what_they_say(withheld: pl.DataFrame) -> list[tuple[tuple[str, ...], pl.DataFrame]]:
    """The rows of `withheld` that say something of the same columns, together."""
    says = [pl.col(name).is_not_null().alias(f"says_{name}") for name in PLACE]
    parts = withheld.with_columns(says).partition_by(
        [f"says_{name}" for name in PLACE], as_dict=True
    )
    return [
        (tuple(name for name, says_it in zip(PLACE, pattern, strict=True) if says_it), rows)
        for pattern, rows in parts.items()
    ]


def _pairs(figures: pl.DataFrame, rows: pl.DataFrame, said: Sequence[str]) -> pl.DataFrame:
    return figures.join(rows.select(*said, _NUMBER), on=list(said), how="inner").select(
        "figure", _NUMBER
    )


class Withholding:
    """Leaves figures out of one table after another, and counts them by row of `withheld`."""

    def __init__(self, withheld: pl.DataFrame | None = None) -> None:
        given = WITHHELD.empty() if withheld is None else withheld
        self._withheld = numbered(given)
        self._others = given.filter(pl.col("rule") != CHECK_FAILED)
        self._left_out: list[pl.DataFrame] = []

    def leave_out(self, figures: pl.DataFrame) -> pl.DataFrame:
        """The figures that no row withholds, see `matched`."""
        if self._withheld.is_empty():
            return figures
        judged = matched(figures, self._withheld)
        self._left_out.append(judged.select(_NUMBER).drop_nulls())
        return judged.filter(pl.col(_NUMBER).is_null()).drop(_NUMBER)

    def leave_out_items(self, table: Table, read: Callable[[Table], pl.DataFrame]) -> pl.DataFrame:
        """`leave_out` of a raw table whose rows are of no company (`contracts/items.py`)."""
        rows = read(table)
        left = self.leave_out(of_item(rows, ITEM_OF_TABLE[table.full_name]))
        return left.select(rows.columns)

    @property
    def has_items(self) -> bool:
        """Whether anything is withheld that is of no company."""
        return self._withheld["item"].is_not_null().any()

    def table(self) -> pl.DataFrame:
        """`normalized.withheld`, with how many figures each row left out."""
        counts = (
            pl.concat([pl.DataFrame(schema={_NUMBER: pl.UInt32}), *self._left_out])
            .group_by(_NUMBER)
            .agg(counted=pl.len().cast(pl.Int64))
        )
        counted = self._withheld.join(counts, on=_NUMBER, how="left", maintain_order="left")
        left_out = counted.with_columns(figures=pl.col("counted").fill_null(0))
        return WITHHELD.conform(pl.concat([left_out.select(self._others.columns), self._others]))


def refusals_of(withheld: pl.DataFrame) -> pl.DataFrame:
    """What was withheld, as `normalized.refusals`.

    Args:
        withheld: `normalized.withheld` as `Withholding.table` makes it.
    """
    metric = pl.col("metric_id")
    table_name = (
        pl.when(metric == MONTHLY_REVENUE)
        .then(pl.lit("fct_monthly_revenue"))
        .when(metric == CUSTOMER_SHARE)
        .then(pl.lit("fct_customer_concentration"))
        .when(metric == TEXT)
        .then(pl.lit("fct_technology_mentions"))
        .when(pl.col("item").is_not_null())
        .then(_mart_of_item())
        # A row that names no metric withholds a whole filing, capex before all.
        .when(metric.is_null())
        .then(pl.lit(MART_OF_METRIC["capex_cash"]))
        .otherwise(table_of(metric))
    )
    told = pl.col("failing_rows").str.strip_chars(".\n ")
    # A statement is no part of a key: its file and line move where a row is inserted above.
    is_statement = pl.col("source_reference").str.contains(_LINE_OF_A_FILE)
    in_key = withheld.with_columns(
        pl.when(~is_statement).then("source_reference").alias("source_reference")
    )
    rows = withheld.select(
        "company_id",
        table_name=table_name,
        key=in_key.select(
            pl.concat_str(
                [pl.col(name).cast(pl.String) for name in PLACE], separator=" ", ignore_nulls=True
            )
        ).to_series(),
        subject=pl.coalesce("metric_id", "item"),
        rule="rule",
        reason=pl.when(pl.col("rule") == CHECK_FAILED)
        .then(
            pl.format(
                "The check {} of {} fails on the figures of {}, so they are withheld ({} left "
                "out): {}.",
                "check_name",
                "table_name",
                pl.coalesce("company_id", pl.format("the {}", "item")),
                "figures",
                told,
            )
        )
        .otherwise(
            pl.format(
                "What came to hand would withdraw {} published figures of {}, and no ruling or "
                "refusal says why, so all of its figures stay as they were last published: {}.",
                "figures",
                "company_id",
                told,
            )
        ),
        **sources(pl.col("source_reference")),
    )
    # Two checks may withhold the same figures: one row says so, the others' reasons after it.
    return (
        rows.group_by(
            "table_name",
            "key",
            "subject",
            "company_id",
            "rule",
            "accession",
            maintain_order=True,
        )
        .agg(pl.col("reason").str.join(" "), pl.col("source_reference").first())
        .select(REFUSALS.polars_schema.keys())
    )


def _mart_of_item() -> pl.Expr:
    """The mart in which what is of `item` is missing."""
    mart = pl.lit(None, pl.String)
    for each in ITEMS:
        is_of = pl.col("item").str.starts_with(f"{each.kind} ")
        mart = pl.when(is_of).then(pl.lit(each.mart)).otherwise(mart)
    return mart


def as_places(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the columns of `PLACE` in their types, those that they lack null."""
    return rows.with_columns(
        pl.col(name).cast(type_) if name in rows.columns else pl.lit(None, type_).alias(name)
        for name, type_ in _PLACE_TYPES.items()
    )
