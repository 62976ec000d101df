"""A fiscal year against its quarters: do they add up, is one missing, is one odd.

Only standing versions (no `known_to`) count. Sums are exact decimals.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.custom.facts import FILED_SOURCES, QUARTER
from expectations.rows import name_of
from pipelines.contracts.normalized import FACTS, OPERANDS, REFUSALS

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


class ExpectQuartersToSumToTheirYear(ExpectNoFailingRows):
    """Four standing quarters add up to their standing year.

    Exactly where all five are differences of one chain of cumulative figures; within the rounding
    of their filings where a quarter is tagged.

    Attributes:
        metrics: the registered metrics; the other series are revenue lines.
        which: the years of metrics that filings state throughout (firm), of lines and of what is
            said (loose), or those of which only some of the figures are recast (recast).
    """

    metrics: list[str]
    which: Literal["firm", "loose", "recast"]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Years that their quarters do not make."""
        years = _fiscal_years(table, self.second(FACTS.full_name), self.second(OPERANDS.full_name))
        is_firm = pl.col("is_filed") & pl.col("metric_id").is_in(self.metrics)
        chosen = {
            "firm": is_firm & ~pl.col("is_recast"),
            "loose": ~is_firm & ~pl.col("is_recast"),
            "recast": pl.col("is_recast"),
        }
        is_off = pl.col("residual").abs() > pl.col("tolerance")
        residual = pl.col("residual").cast(pl.String)
        named = pl.format("{} {} {} off by {}", "company_id", "metric_id", "fiscal_year", residual)
        return failing_of(years, is_off & chosen[self.which], named)


class ExpectDifferencesToHaveACause(ExpectNoFailingRows):
    """Where parts do not make their whole, a known cause says why, and it is a small one.

    Attributes:
        column: the difference.
        whole: what it is a difference from.
        cause: why there is one.
        unknown: the cause that is none.
        most_pct: the largest difference in percent of the whole; any if None.
    """

    column: str
    whole: str
    cause: str
    unknown: str
    most_pct: float | None = None

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows with a difference that nothing explains, or too large a one."""
        difference, cause = pl.col(self.column), pl.col(self.cause)
        fails = cause.is_null() | (cause == self.unknown)
        if self.most_pct is not None:
            size, whole = (
                pl.col(name).cast(pl.Float64).abs() for name in (self.column, self.whole)
            )
            fails = fails | (size > whole * self.most_pct / 100)
        return failing_of(table, (difference != 0).fill_null(value=False) & fails)


class ExpectQuartersWithinTheirYear(ExpectNoFailingRows):
    """No quarter of non-negative figures exceeds its fiscal year."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Years with a quarter above the year itself."""
        years = _fiscal_years(table, self.second(FACTS.full_name), self.second(OPERANDS.full_name))
        above = (pl.col("smallest") >= 0) & (pl.col("largest") > pl.col("value"))
        named = name_of("company_id", "metric_id", "fiscal_year")
        return failing_of(years, above & ~pl.col("is_recast"), named)


class ExpectNoQuarterMissing(ExpectNoFailingRows):
    """No quarter is missing between a series' first and last.

    Attributes:
        metrics: the registered metrics; the other series are revenue lines.
        which: the series: metrics, lines, or all of them; of all only what is neither refused nor
            after the last fact of the series counts as missing.
    """

    metrics: list[str]
    which: Literal["metrics", "lines", "unexplained"]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Quarters that are missing, by the key under which refusals name them."""
        rows = _gaps(table, self.second(FACTS.full_name), self.second(REFUSALS.full_name))
        is_metric = pl.col("metric_id").is_in(self.metrics)
        chosen = {
            "metrics": is_metric,
            "lines": ~is_metric,
            "unexplained": pl.col("is_refused").is_null()
            & (pl.col("number") <= pl.col("reaches_to")).fill_null(value=False),
        }
        return failing_of(rows, pl.col("is_missing") & chosen[self.which], pl.col("key"))


class ExpectRefusedQuartersToBeAbsent(ExpectNoFailingRows):
    """No quarter is both refused and standing among the versions of the second table.

    Attributes:
        second_table: the versions.
        besides: rules that refuse a newer or other figure for a quarter that stands all the same.
    """

    second_table: str
    besides: list[str]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Refusals of quarters that stand."""
        stands = _standing(self.second(self.second_table), "quarter").select(key=QUARTER).unique()
        refused = table.filter(~pl.col("rule").is_in(self.besides))
        return failing_of(refused, pl.col("key").is_in(stands["key"].implode()))


class ExpectGrowthWithinHistory(ExpectNoFailingRows):
    """Growth on the year of the newest quarters lies within the series' own history."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Newest quarters whose growth lies outside."""
        quarters = _standing(table, "quarter").with_columns(
            has_break=pl.col("is_series_break")
            .cast(pl.Int8)
            .rolling_max(_QUARTERS, min_samples=1)
            .over(_SERIES)
            == 1
        )
        earlier = quarters.select(
            *_SERIES, pl.col("number") + _QUARTERS, year_earlier=pl.col("value")
        )
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
        far = (pl.col("growth") - pl.col("median")).abs() > _MOST_SIGMAS * sigma
        percent = ((pl.col("growth").exp() - 1) * 100).round(0).cast(pl.Int64, strict=False)
        named = pl.format(
            "{} {} {}Q{} {}%",
            "company_id", "metric_id", "fiscal_year", "fiscal_quarter", percent,
        )  # fmt: skip
        return failing_of(judged, far, named)


def _standing(versions: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The standing versions of one period kind, with `number`: quarters since year 0."""
    return (
        versions.filter((pl.col("period_kind") == kind) & pl.col("known_to").is_null())
        .with_columns(number=pl.col("fiscal_year") * _QUARTERS + pl.col("fiscal_quarter") - 1)
        .sort(*_SERIES, "number")
    )


def _fiscal_years(
    versions: pl.DataFrame, facts: pl.DataFrame, operands: pl.DataFrame
) -> pl.DataFrame:
    """One row per company, metric and fiscal year of which the year and four quarters stand.

    Columns: the keys, value (the year's), residual (year less quarters), tolerance,
    is_recast (year and quarters come from two vintages), largest and smallest (of the quarters),
    is_filed (filings state all five figures).

    The tolerance is nought where all quarters are differences of one chain of cumulative
    figures; a quarter after the first that is tagged stands outside that chain, and then each
    of the five figures may be off by its filing's rounding.
    """
    quarters = _with_rounding(_standing(versions, "quarter"), facts)
    sums = (
        quarters.group_by(_YEAR)
        .agg(
            count=pl.len(),
            quarters_sum=pl.col("value").sum(),
            largest=pl.col("value").max(),
            smallest=pl.col("value").min(),
            newest_quarter=pl.col("known_from").max(),
            is_tagged=((pl.col("derivation") == "reported") & (pl.col("fiscal_quarter") > 1)).any(),
            quarters_rounding=pl.col("rounding_unit").sum(),
            are_filed=pl.col("source").is_in(FILED_SOURCES).all(),
        )
        .filter(pl.col("count") == _QUARTERS)
    )
    years = _with_rounding(_standing(versions, "year"), facts)
    rounded = pl.col("quarters_rounding") + pl.col("rounding_unit").fill_null(0)
    return (
        years.join(sums, on=_YEAR, how="inner", maintain_order="left")
        .join(_mixed_vintages(versions, operands), on=_YEAR, how="left", maintain_order="left")
        .select(
            *_YEAR,
            "value",
            "largest",
            "smallest",
            residual=pl.col("value") - pl.col("quarters_sum"),
            tolerance=pl.when("is_tagged").then(rounded).otherwise(0).cast(pl.Decimal(18, 2)),
            is_recast=pl.col("is_mixed").fill_null(value=False)
            | (pl.col("newest_quarter") > pl.col("known_from"))
            | (pl.col("version") > 1),
            is_filed=pl.col("are_filed") & pl.col("source").is_in(FILED_SOURCES),
        )
    )


def _with_rounding(versions: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Adds rounding_unit: of the filing's figures, or of the statement; null where unknown."""
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


def _mixed_vintages(versions: pl.DataFrame, operands: pl.DataFrame) -> pl.DataFrame:
    """Fiscal years whose standing figures use two values for one cumulative period."""
    ids = pl.concat([_standing(versions, "quarter"), _standing(versions, "year")]).select(
        *_YEAR, "lineage_id"
    )
    periods = operands.select("lineage_id", "period_start", "period_end", operand="value")
    return (
        ids.join(periods, on="lineage_id", how="inner")
        .group_by(*_YEAR, "period_start", "period_end")
        .agg(values=pl.col("operand").n_unique())
        .filter(pl.col("values") > 1)
        .select(*_YEAR, is_mixed=pl.lit(value=True))
        .unique()
    )


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


def _gaps(versions: pl.DataFrame, facts: pl.DataFrame, refusals: pl.DataFrame) -> pl.DataFrame:
    """Quarters between a series' first and last, there or not: the series' keys, number, key.

    `key` is the key under which `refusals` would name the quarter; `is_refused` whether it does;
    `reaches_to` the last quarter of which the series has a fact, null where it has none (a sum
    of months).
    """
    quarters = _standing(versions, "quarter")
    expected = (
        quarters.group_by(_SERIES)
        .agg(first=pl.col("number").min(), last=pl.col("number").max())
        .with_columns(number=pl.int_ranges("first", pl.col("last") + 1))
        .explode("number")
        .select(*_SERIES, pl.col("number").cast(quarters.schema["number"]))
        .join(_never(quarters), on=[*_SERIES, "number"], how="anti")
    )
    refused = refusals.select("key").unique().with_columns(is_refused=pl.lit(value=True))
    reach = (
        facts.filter("is_in_series")
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
