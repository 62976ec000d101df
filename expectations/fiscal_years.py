"""Measures of a fiscal year against its quarters: do they add up, is one missing, is one odd.

Only standing versions (no `known_to`) count. Sums are exact decimals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.common_claims import FILED_SOURCES
from expectations.measures import counted, name_of
from pipelines.contracts.normalized import FACTS, OPERANDS, REFUSALS, VERSIONS

if TYPE_CHECKING:
    from expectations.claims import Frames

_SERIES = ["company_id", "metric_id", "unit"]
_YEAR = [*_SERIES, "fiscal_year"]

_SHORTEST_QUARTER_DAYS = 80
_QUARTERS = 4

# Growth is judged on the newest year only: what is odd in older quarters was seen when it was
# new. Fewer than twelve observations are no history; six robust standard deviations (1.4826
# MAD each, the factor that makes MAD consistent for a normal sample) leave room for fat tails.
_NEWEST_QUARTERS = 4
_LEAST_HISTORY = 12
_MOST_SIGMAS = 6
_SIGMA_PER_MAD = 1.4826
_LEAST_SIGMA = 0.02


def standing(frames: Frames, kind: str) -> pl.DataFrame:
    """The standing versions of one period kind, with `number`: quarters since year 0."""
    return (
        frames[VERSIONS.full_name]
        .filter((pl.col("period_kind") == kind) & pl.col("known_to").is_null())
        .with_columns(number=pl.col("fiscal_year") * _QUARTERS + pl.col("fiscal_quarter") - 1)
        .sort(*_SERIES, "number")
    )


def fiscal_years(frames: Frames) -> pl.DataFrame:
    """One row per company, metric and fiscal year of which the year and four quarters stand.

    Columns: the keys, value (the year's), residual (year less quarters), tolerance,
    is_recast (year and quarters come from two vintages), largest (of the quarters), is_filed
    (filings state all five figures).

    The tolerance is nought where all quarters are differences of one chain of cumulative
    figures; a quarter after the first that is tagged stands outside that chain, and then each
    of the five figures may be off by its filing's rounding.
    """
    quarters = _with_rounding(standing(frames, "quarter"), frames)
    sums = (
        quarters.group_by(_YEAR)
        .agg(
            count=pl.len(),
            quarters_sum=pl.col("value").sum(),
            largest=pl.col("value").max(),
            newest_quarter=pl.col("known_from").max(),
            is_tagged=((pl.col("derivation") == "reported") & (pl.col("fiscal_quarter") > 1)).any(),
            quarters_rounding=pl.col("rounding_unit").sum(),
            are_filed=pl.col("source").is_in(FILED_SOURCES).all(),
        )
        .filter(pl.col("count") == _QUARTERS)
    )
    years = _with_rounding(standing(frames, "year"), frames)
    rounded = pl.col("quarters_rounding") + pl.col("rounding_unit").fill_null(0)
    return (
        years.join(sums, on=_YEAR, how="inner", maintain_order="left")
        .join(_mixed_vintages(frames), on=_YEAR, how="left", maintain_order="left")
        .select(
            *_YEAR,
            "value",
            "largest",
            residual=pl.col("value") - pl.col("quarters_sum"),
            tolerance=pl.when("is_tagged").then(rounded).otherwise(0).cast(pl.Decimal(18, 2)),
            is_recast=pl.col("is_mixed").fill_null(value=False)
            | (pl.col("newest_quarter") > pl.col("known_from"))
            | (pl.col("version") > 1),
            is_filed=pl.col("are_filed") & pl.col("source").is_in(FILED_SOURCES),
        )
    )


def _with_rounding(versions: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Adds rounding_unit: of the filing's figures, or of the statement; null where unknown."""
    facts = frames[FACTS.full_name]
    of_filing = ["company_id", "accession", "unit"]
    of_period = [*_SERIES, "period_start", "period_end"]
    is_filed = pl.col("source").is_in(FILED_SOURCES)
    filed = facts.filter(is_filed).group_by(of_filing).agg(filed_unit=pl.col("rounding_unit").max())
    stated = (
        facts.filter(~is_filed).group_by(of_period).agg(stated_unit=pl.col("rounding_unit").max())
    )
    return (
        versions.join(filed, on=of_filing, how="left", maintain_order="left")
        .join(stated, on=of_period, how="left", maintain_order="left")
        .with_columns(rounding_unit=pl.when(is_filed).then("filed_unit").otherwise("stated_unit"))
        .drop("filed_unit", "stated_unit")
    )


def _mixed_vintages(frames: Frames) -> pl.DataFrame:
    """Fiscal years whose standing figures use two values for one cumulative period."""
    ids = pl.concat([standing(frames, "quarter"), standing(frames, "year")]).select(
        *_YEAR, "lineage_id"
    )
    periods = frames[OPERANDS.full_name].select(
        "lineage_id", "period_start", "period_end", operand="value"
    )
    return (
        ids.join(periods, on="lineage_id", how="inner")
        .group_by(*_YEAR, "period_start", "period_end")
        .agg(values=pl.col("operand").n_unique())
        .filter(pl.col("values") > 1)
        .select(*_YEAR, is_mixed=pl.lit(value=True))
        .unique()
    )


def unequal_years(frames: Frames, which: pl.Expr) -> pl.DataFrame:
    """Those of the fiscal years that `which` chooses which their quarters do not make; counted."""
    years = frames.derive(fiscal_years)
    is_off = pl.col("residual").abs() > pl.col("tolerance")
    return counted(
        years,
        is_off & which,
        pl.format(
            "{} {} {} off by {}", "company_id", "metric_id", "fiscal_year",
            pl.col("residual").cast(pl.String),
        ),
    )  # fmt: skip


def quarters_above_year(frames: Frames) -> pl.DataFrame:
    """Years of non-negative figures with a quarter above the year itself; counted."""
    years = frames.derive(fiscal_years)
    bad = (pl.col("value") >= 0) & (pl.col("largest") > pl.col("value")) & ~pl.col("is_recast")
    return counted(years, bad, name_of("company_id", "metric_id", "fiscal_year"))


def _never(quarters: pl.DataFrame) -> pl.DataFrame:
    """Numbers between two quarters for which no days lie between them: series' keys, number.

    A company that moves its year end numbers anew: some numbers are no quarter's.
    """
    ordered = quarters.sort(*_SERIES, "number").with_columns(
        following=pl.col("number").shift(-1).over(_SERIES),
        days=(pl.col("period_start").shift(-1).over(_SERIES) - pl.col("period_end"))
        .dt.total_days(),
    )  # fmt: skip
    room = ((pl.col("days") - 1) // _SHORTEST_QUARTER_DAYS).clip(0)
    first = pl.col("number") + 1 + room
    return (
        ordered.filter(first < pl.col("following"))
        .select(*_SERIES, number=pl.int_ranges(first, "following"))
        .explode("number")
        .with_columns(pl.col("number").cast(quarters.schema["number"]))
    )


def gaps(frames: Frames) -> pl.DataFrame:
    """Quarters missing between a series' first and last: the series' keys, number, key.

    `key` is the key under which `refusals` would name the quarter; `is_refused` whether it does;
    `reaches_to` the last quarter of which the series has a fact, null where it has none (a sum
    of months).
    """
    quarters = standing(frames, "quarter")
    expected = (
        quarters.group_by(_SERIES)
        .agg(first=pl.col("number").min(), last=pl.col("number").max())
        .with_columns(number=pl.int_ranges("first", pl.col("last") + 1))
        .explode("number")
        .select(*_SERIES, pl.col("number").cast(quarters.schema["number"]))
        .join(_never(quarters), on=[*_SERIES, "number"], how="anti")
    )
    refused = (
        frames[REFUSALS.full_name]
        .select("key")
        .unique()
        .with_columns(is_refused=pl.lit(value=True))
    )
    reach = (
        frames[FACTS.full_name]
        .filter("is_in_series")
        .group_by(_SERIES)
        .agg(reaches_to=(pl.col("fiscal_year") * _QUARTERS + pl.col("fiscal_quarter") - 1).max())
    )
    return (
        expected.join(
            quarters.select(*_SERIES, "number", is_there=pl.lit(value=True)),
            on=[*_SERIES, "number"],
            how="left",
        )
        .with_columns(
            key=pl.format(
                "{} {} {}Q{}", "company_id", "metric_id", pl.col("number") // _QUARTERS,
                pl.col("number") % _QUARTERS + 1,
            )
        )
        .join(refused, on="key", how="left")
        .join(reach, on=_SERIES, how="left")
        .with_columns(
            is_missing=pl.col("is_there").is_null(),
            fiscal_year=(pl.col("number") // _QUARTERS).cast(pl.Int32),
        )
        .sort(*_SERIES, "number")
    )  # fmt: skip


def odd_growth(frames: Frames) -> pl.DataFrame:
    """Newest quarters whose growth on the year lies outside the series' own history; counted."""
    quarters = standing(frames, "quarter").with_columns(
        has_break=pl.col("is_series_break")
        .cast(pl.Int8)
        .rolling_max(_QUARTERS, min_samples=1)
        .over(_SERIES)
        == 1
    )
    earlier = quarters.select(*_SERIES, pl.col("number") + _QUARTERS, year_earlier=pl.col("value"))
    grown = (
        quarters.join(earlier, on=[*_SERIES, "number"], how="inner", maintain_order="left")
        .filter((pl.col("value") > 0) & (pl.col("year_earlier") > 0) & ~pl.col("has_break"))
        .with_columns(
            growth=(
                pl.col("value").cast(pl.Float64) / pl.col("year_earlier").cast(pl.Float64)
            ).log()
        )
    )
    history = grown.group_by(_SERIES).agg(
        observations=pl.len(),
        median=pl.col("growth").median(),
        mad=(pl.col("growth") - pl.col("growth").median()).abs().median(),
        last=pl.col("number").max(),
    )
    sigma = pl.max_horizontal(pl.col("mad") * _SIGMA_PER_MAD, pl.lit(_LEAST_SIGMA))
    judged = grown.join(history, on=_SERIES, maintain_order="left").filter(
        (pl.col("observations") >= _LEAST_HISTORY)
        & (pl.col("number") > pl.col("last") - _NEWEST_QUARTERS)
    )
    return counted(
        judged,
        (pl.col("growth") - pl.col("median")).abs() > _MOST_SIGMAS * sigma,
        pl.format(
            "{} {} {}Q{} {}%", "company_id", "metric_id", "fiscal_year", "fiscal_quarter",
            ((pl.col("growth").exp() - 1) * 100).round(0).cast(pl.Int64, strict=False),
        ),
    )  # fmt: skip
