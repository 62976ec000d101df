"""The fourth quarter as the year less its three tagged quarters, where nobody states nine months.

Interim reports of revenue lines, and what companies say of them, often give quarters but no year
to date. The rules of a difference hold here too: one concept, one unit, one unbroken row of dates,
one vintage. So every figure must be the only one ever stated for its period by the day on which
the last of the four became public, and the year must be stated for the first time, not as the
comparative of a later one; a restated year or quarter makes no difference.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.periods import BANDS, QUARTER, QUARTERS_IN, YEAR, days
from pipelines.normalize.quarters import CELL, SERIES, YEAR_MINUS_QUARTERS, with_runs

_YEAR = (*SERIES, "concept", "fiscal_year")
_LAST_QUARTER = QUARTERS_IN[YEAR]
# Annual reports of domestic filers are due 60 to 90 days after the year (Form 10-K, General
# Instruction A), with 15 more for a late notice (Rule 12b-25), and 20-F after four months:
# what first states a year later than this shows it as a comparative.
_FIRST_REPORT_DAYS = 125
_CARRIED = (
    "value",
    "rounding_unit",
    "period_start",
    "period_end",
    "known_from",
    "source",
    "cik",
    "dimensions",
    "accession",
    "filed_accession",
    "document",
    "element_id",
)


def year_less_quarters(
    facts: pl.DataFrame, observed: pl.DataFrame, like: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fourth quarters that follow from a year and its first three quarters.

    Args:
        facts: facts in series.
        observed: observations that say a quarter otherwise; a quarter that one of them said no
            later needs no difference.
        like: observations whose columns and types these get.

    Returns:
        observations, and the operands of each: the cell, known_from, operand_order (the year
        first), sign and what an operand says.
    """
    complete = _complete_years(facts)
    length = days(pl.col("period_start"), pl.col("period_end"))
    quarters = (
        complete.with_columns(
            period_kind=pl.lit(QUARTER),
            fiscal_quarter=pl.lit(_LAST_QUARTER, dtype=pl.Int32),
            period_start=pl.col("q3_period_end") + pl.duration(days=1),
            period_end=pl.col("year_period_end"),
            value=pl.col("year_value")
            - pl.sum_horizontal("q1_value", "q2_value", "q3_value").cast(pl.Decimal(18, 2)),
        )
        .filter(
            (pl.col("year_is_in_weeks") | length.is_between(*BANDS[QUARTER]))
            & (pl.col("value") >= 0)
        )
        .join(
            observed.group_by(CELL).agg(said_from=pl.col("known_from").min()),
            on=list(CELL),
            how="left",
            maintain_order="left",
        )
        .filter((pl.col("said_from") > pl.col("known_from")).fill_null(value=True))
    )
    return _observations(quarters, like), _operands(quarters)


def quarter_operands(
    versions: pl.DataFrame, operands: pl.DataFrame, like: pl.DataFrame
) -> pl.DataFrame:
    """The year and three quarters behind each version that their difference made.

    Args:
        versions: every version, with lineage_id and derivation.
        operands: from `year_less_quarters`.
        like: operands of other versions, whose columns and types these get.
    """
    named = versions.filter(pl.col("derivation") == YEAR_MINUS_QUARTERS).select(
        *CELL, "known_from", "lineage_id"
    )
    joined = operands.join(named, on=[*CELL, "known_from"], maintain_order="left")
    return (
        joined.with_columns(accession=pl.col("filed_accession"))
        .select(like.columns)
        .cast(like.schema)
    )


def _complete_years(facts: pl.DataFrame) -> pl.DataFrame:
    """Years with three quarters before their last, as columns `year_*`, `q1_*` to `q3_*`."""
    runs = with_runs(facts.filter(pl.col("duration_kind").is_in([QUARTER, YEAR])))
    # The first run of a period, and when a second figure for it became public.
    period = [*_YEAR, "fiscal_quarter", "duration_kind"]
    contested = (
        runs.filter(pl.col("different_until").is_not_null())
        .group_by(period)
        .agg(contested_from=pl.col("known_from").min())
    )
    first = (
        runs.filter(pl.col("different_until").is_null())
        .sort("known_from", "accession")
        .unique(period, keep="first", maintain_order=True)
        .join(contested, on=period, how="left", maintain_order="left")
    )
    kept = [
        *_YEAR, *_CARRIED, "contested_from", "form", "known_from_basis", "is_comparative",
        "is_in_weeks",
    ]  # fmt: skip
    years = first.filter(pl.col("duration_kind") == YEAR).select(
        *_YEAR, pl.col(kept[len(_YEAR) :]).name.prefix("year_")
    )
    for number in range(1, _LAST_QUARTER):
        quarter = first.filter(
            (pl.col("duration_kind") == QUARTER) & (pl.col("fiscal_quarter") == number)
        ).select(*_YEAR, pl.col([*_CARRIED, "contested_from"]).name.prefix(f"q{number}_"))
        years = years.join(quarter, on=list(_YEAR), maintain_order="left")
    sides = ("year", "q1", "q2", "q3")
    known_from = pl.max_horizontal(f"{side}_known_from" for side in sides)
    day = pl.duration(days=1)
    first_report = pl.col("year_period_end") + pl.duration(days=_FIRST_REPORT_DAYS)
    return years.with_columns(known_from=known_from).filter(
        (pl.col("year_known_from").dt.date() <= first_report)
        & (pl.col("q1_period_start") == pl.col("year_period_start"))
        & (pl.col("q2_period_start") == pl.col("q1_period_end") + day)
        & (pl.col("q3_period_start") == pl.col("q2_period_end") + day)
        # A shell tags zero before it has a business (Eaton's new parent in 2012).
        & pl.all_horizontal(pl.col(f"{side}_value") != 0 for side in sides)
        & pl.all_horizontal(
            (pl.col(f"{side}_contested_from") > pl.col("known_from")).fill_null(value=True)
            for side in sides
        )
    )


def _observations(quarters: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    observed = quarters.with_columns(
        source=pl.col("year_source"),
        accession=pl.col("year_accession"),
        form=pl.col("year_form"),
        known_from_basis=pl.col("year_known_from_basis"),
        is_comparative=pl.col("year_is_comparative"),
        rounding_unit=pl.sum_horizontal(
            f"{side}_rounding_unit" for side in ("year", "q1", "q2", "q3")
        ),
        derivation=pl.lit(YEAR_MINUS_QUARTERS),
        long_source=pl.col("year_source"),
        long_concept=pl.col("concept"),
        long_known_from=pl.col("known_from"),
        long_filed_accession=pl.col("year_filed_accession"),
        long_document=pl.col("year_document"),
    )
    missing = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in like.schema.items()
        if name not in observed.columns
    ]
    return observed.with_columns(missing).select(like.columns).cast(like.schema)


def _operands(quarters: pl.DataFrame) -> pl.DataFrame:
    frames = [
        quarters.select(
            *CELL,
            "known_from",
            "concept",
            operand_order=pl.lit(order),
            sign=pl.lit(1 if side == "year" else -1),
            **{name: pl.col(f"{side}_{name}") for name in _CARRIED if name != "known_from"},
        )
        for order, side in enumerate(("year", "q1", "q2", "q3"), start=1)
    ]
    return pl.concat(frames)
