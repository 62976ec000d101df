"""Whether two figures of one year are of one scope: what a filing's comparatives say about it.

A filer that parts with a business states its year without it, and restates the year before to
match; the nine months that it filed earlier still hold the business. Their difference is nobody's
quarter (IBM's of 2021, after Kyndryl, was 3,257 million for 16,694). The evidence is in the
filings: by how much each restated its comparative of the same length. Only what was public when
the longer figure was filed is looked at. Not here: figures that are themselves restated, while
the other side is not, which are of two vintages (`quarters.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

_SERIES = ("company_id", "metric_id", "unit")
_LENGTH = (*_SERIES, "duration_kind", "fiscal_quarter")

# A change of scope moves a quarter by much; a reclassification within it by little. What mixing
# would move it by is a share of the quarter: a difference this small is published as it follows.
_FAINT = 0.05
# Where both figures were recast, their shares may differ since the business that left had seasons
# of its own: only a plainly larger part missing from the shorter one is a second change of scope.
_SEASONAL = 0.25
# A shorter figure recast by less than this part of the longer one's recast was hardly recast: it
# still has the old scope.
_A_PART = 0.25


def with_recasts(facts: pl.DataFrame) -> pl.DataFrame:
    """Adds by what share each figure is recast, as its own filing shows it.

    Args:
        facts: facts in series of one length each, with period, value, rounding_unit, known_from
            and source_reference.

    Returns:
        The facts with, as ratios of money of today's scope to money of the scope before:
        recast: of the comparative of the same length a year earlier in the same filing, against
            how that stood before; null where the filing shows none, or nothing stood.
        own_recast: of the figure itself against how it stood before; null where nothing did.
    """
    stood = _as_it_stood(facts)
    compared = (
        facts.sort("known_from", maintain_order=True)
        .join_asof(
            stood,
            on="known_from",
            by=[*_LENGTH, "fiscal_year"],
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(own_recast=_ratio())
    )
    shown = compared.select(
        *_LENGTH, "source_reference", pl.col("fiscal_year") + 1, recast="own_recast"
    ).unique([*_LENGTH, "source_reference", "fiscal_year"], keep="first", maintain_order=True)
    return compared.join(
        shown, on=[*_LENGTH, "source_reference", "fiscal_year"], how="left", maintain_order="left"
    ).drop("stood", "stood_unit")


def _as_it_stood(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.select(
        *_LENGTH, "fiscal_year", "known_from", stood="value", stood_unit="rounding_unit"
    ).sort("known_from")


def _ratio() -> pl.Expr:
    """The figure by what stood, 1 where it only rounds that; null where either says nothing."""
    rounding = pl.max_horizontal("rounding_unit", "stood_unit").cast(pl.Decimal(18, 2))
    is_same = (pl.col("value") - pl.col("stood")).abs() * 2 <= rounding
    ratio = pl.col("value").cast(pl.Float64) / pl.col("stood").cast(pl.Float64)
    return pl.when(is_same).then(1.0).when((pl.col("stood") != 0) & (ratio > 0)).then(ratio)


def mixes_scopes(
    longer: pl.Expr, shorter: pl.Expr, longer_recast: pl.Expr, shorter_recast: pl.Expr
) -> pl.Expr:
    """Whether the longer figure is of a scope that the shorter one, or a part of it, is not.

    Args:
        longer: the longer figure.
        shorter: the figure to subtract.
        longer_recast: by what share the longer one's filing recast its comparative.
        shorter_recast: the same of the shorter one; null, where nothing shows it, counts as none.

    The shorter figure is brought to the longer one's scope by both shares; if the quarter that
    follows then differs materially, the two are not of one scope. A shorter figure that was recast
    by more than the longer one holds no old scope.
    """
    of_shorter = shorter_recast.fill_null(1.0)
    money = shorter.cast(pl.Float64)
    moved = money * (1 - longer_recast / of_shorter)
    quarter = longer.cast(pl.Float64) - money + moved
    change, change_of_shorter = longer_recast - 1, of_shorter - 1
    part = change_of_shorter / change
    tolerance = pl.when(part < _A_PART).then(_FAINT).otherwise(_SEASONAL)
    is_material = moved.abs() > tolerance * quarter.abs()
    return (is_material & (change != 0) & (part < 1)).fill_null(value=False)


def recast_of_sum(parts: Iterable[tuple[pl.Expr, pl.Expr]]) -> pl.Expr:
    """By what share a sum is recast, of its parts with the share of each (null counts as none)."""
    each = [(value.cast(pl.Float64), recast.fill_null(1.0)) for value, recast in parts]
    now = pl.sum_horizontal(value for value, _ in each)
    return now / pl.sum_horizontal(value / recast for value, recast in each)


def with_recast_of_run(runs: pl.DataFrame) -> pl.DataFrame:
    """The facts of `quarters.with_runs`, in its order, with `recast` of the filing that opened it.

    What a figure is recast by, its first filing shows: the comparative beside a figure that is
    new, the figure itself where it restates one. Later filings that repeat it show nothing new.
    """
    shown = pl.when(pl.col("different_until").is_null()).then("recast").otherwise("own_recast")
    opened = pl.when("opens_run").then(pl.struct(shown=shown)).forward_fill()
    return runs.with_columns(recast=opened.struct.field("shown")).drop("own_recast")
