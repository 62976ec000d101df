"""Facts that are off by a factor of a thousand, a million or a billion against their series.

A filer tags thousands as units, or a person enters millions as thousands. Nothing in the fact
itself shows it; the figures of the series that were public by then do, and only they are asked,
so that the answer for a past day does not change. Figures of other length are compared by the
day. A later filing that says the figure at its scale is a fact of its own, and stands.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.refused_facts import Judged
from pipelines.normalize.series.periods import days

SCALE_SLIP = "scale_slip"

_SERIES = ("company_id", "metric_id", "unit", "concept", "is_instant")
_FACT = ("period_start", "period_end", "source_reference", "known_from", "rate", "value")
_NEIGHBOUR_DAYS = 400  # A year apart, of 53 weeks.
_NEAREST = 4
_FEWEST = 2
# Neighbours that differ more than this among themselves show no scale of the series.
_STEADY = 4.0
# Powers of ten that a slip of scale multiplies or divides by, and how far growth, a season and
# the neighbours' own spread may lead away from them: half a power of ten, a factor of three.
_POWERS = (3, 6, 9)
_WITHIN = 0.5
_LEAST_FACTOR = 10 ** (_POWERS[0] - _WITHIN)


def without_slips(facts: pl.DataFrame) -> Judged:
    """The facts without those that stand a power of a thousand apart from all their neighbours.

    Args:
        facts: facts with their metric and period, values as money, and known_from.

    A neighbour is what was last said, by then and in other filings, of another period that ends
    within a year, or of the same one; the filing itself is asked too where fewer than two others
    say anything, since a single one may itself have slipped. A fact is refused if its neighbours,
    of two filings or more, agree on a scale and the fact is off that scale by a thousand, a
    million or a billion. Zeros have no scale.
    """
    numbered = facts.with_row_index("row").with_columns(
        is_instant=pl.col("period_start").is_null(),
        rate=(
            pl.col("value").cast(pl.Float64).abs()
            / days(pl.col("period_start"), pl.col("period_end")).fill_null(1)
        ),
    )
    rate = pl.col("rate")
    wide = (
        numbered.filter(rate > 0)
        .filter(rate.max().over(_SERIES) > _LEAST_FACTOR * rate.min().over(_SERIES))
        .select("row", *_SERIES, *_FACT)
    )
    slips = _slips(wide)
    judged = numbered.join(slips, on="row", how="left", maintain_order="left")
    is_slip = pl.col("neighbours").is_not_null()
    return Judged(
        judged.filter(~is_slip).select(facts.columns),
        judged.filter(is_slip).select(
            *facts.columns,
            rule=pl.lit(SCALE_SLIP),
            told=pl.format(
                "{}, where figures of its series say {}",
                pl.col("value").cast(pl.String),
                "neighbours",
            ),
        ),
    )


def _slips(facts: pl.DataFrame) -> pl.DataFrame:
    """row and neighbours, as text, of the facts that are off the scale of their neighbours."""
    period = ["period_start", "period_end"]
    distance = (pl.col("period_end") - pl.col("period_end_near")).dt.total_days().abs()
    is_same = pl.col("period_end").eq(pl.col("period_end_near")) & pl.col(
        "period_start"
    ).eq_missing(pl.col("period_start_near"))
    is_other = pl.col("source_reference") != pl.col("source_reference_near")
    pairs = (
        facts.join(facts, on=list(_SERIES), suffix="_near")
        .filter(
            (distance <= _NEIGHBOUR_DAYS)
            & (pl.col("known_from_near") <= pl.col("known_from"))
            & (pl.col("row") != pl.col("row_near"))
            & (is_other | ~is_same)
        )
        .with_columns(distance=distance, is_other=is_other)
        # What was last said of a period, and the nearest periods first.
        .sort("row", "is_other", "known_from_near", "row_near")
        .unique(["row", "is_other", *(f"{name}_near" for name in period)], keep="last")
        .with_columns(
            filings=pl.when("is_other")
            .then("source_reference_near")
            .drop_nulls()
            .n_unique()
            .over("row")
        )
        .filter(pl.col("is_other") | (pl.col("filings") < _FEWEST))
        .sort("row", "distance", "period_end_near", "period_start_near", "row_near")
        .filter(pl.int_range(pl.len()).over("row") < _NEAREST)
    )
    near = pl.col("rate_near")
    return (
        pairs.group_by("row", maintain_order=True)
        .agg(
            pl.col("rate").first(),
            middle=near.median(),
            spread=near.max() / near.min(),
            filings=pl.col("source_reference_near").n_unique(),
            neighbours=pl.format(
                "{} for {} to {}",
                pl.col("value_near").cast(pl.String),
                pl.coalesce("period_start_near", "period_end_near"),
                "period_end_near",
            ).str.join(", "),
        )
        .with_columns(power=(pl.col("rate") / pl.col("middle")).log10())
        .filter(
            (pl.col("filings") >= _FEWEST)
            & (pl.col("spread") <= _STEADY)
            & pl.any_horizontal(
                (pl.col("power").abs() - power).abs() <= _WITHIN for power in _POWERS
            )
        )
        .select("row", "neighbours")
    )
