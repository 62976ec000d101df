"""Facts of filings and statements: their periods, and how they agree within one filing."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of

FILED_SOURCES = ["sec_company_facts", "sec_segment_facts"]

# Rule 1 of the design, in days with both ends included. Stated here again on purpose: a check
# that shared the constant of what it checks could not tell when that is wrong.
_BANDS: dict[str, tuple[int, int]] = {
    "quarter": (80, 100),
    "half": (170, 195),
    "nine_months": (260, 290),
    "year": (350, 380),
    "trailing_twelve_months": (350, 380),
}
# Quarters of 12 to 16 weeks, and one more in a year of 53; days mistyped by six at either end.
_BANDS_OF_WEEKS: dict[str, tuple[int, int]] = {
    "quarter": (84 - 12, 119 + 12),
    "half": (168 - 12, 203 + 12),
    "nine_months": (252 - 12, 287 + 12),
}
_CUMULATIVE = ["quarter", "half", "nine_months", "year"]
# A figure of four digits or more, in the filing's own rounding, seldom comes twice by chance.
# Quarters do: NVIDIA's revenue was 1,103 million twice running.
_TOO_FINE_FOR_CHANCE = 1_000
_FACT = name_of("company_id", "metric_id", "period_end", "source_reference")
_PERIOD = ["company_id", "metric_id", "unit", "period_start", "period_end"]


class ExpectPeriodsToLastAsTheirKind(ExpectNoFailingRows):
    """A period lasts as many days as its kind may, and an instant has no first day.

    Attributes:
        in_weeks: the companies whose quarters the registry counts in weeks.
    """

    in_weeks: list[str]

    def failing(self, table: pl.DataFrame) -> Failing:
        """Facts whose period is too short or too long."""
        kind = pl.col("duration_kind")
        days = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
        of_weeks = pl.col("company_id").is_in(self.in_weeks) & kind.is_in(list(_BANDS_OF_WEEKS))
        inside = (
            pl.when(kind == "instant")
            .then(pl.col("period_start").is_null())
            .when(of_weeks)
            .then(days.is_between(_end(kind, _BANDS_OF_WEEKS, 0), _end(kind, _BANDS_OF_WEEKS, 1)))
            .otherwise(days.is_between(_end(kind, _BANDS, 0), _end(kind, _BANDS, 1)))
        )
        return failing_of(table, ~inside)


def _end(kind: pl.Expr, bands: dict[str, tuple[int, int]], place: int) -> pl.Expr:
    ends = {name: band[place] for name, band in bands.items()}
    return kind.replace_strict(ends, default=None, return_dtype=pl.Int64)


class ExpectYearToDateToGrow(ExpectNoFailingRows):
    """In one filing a period from the year's start is no more than the next longer one."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Facts above the longer figure."""
        start = [
            "company_id", "metric_id", "source_reference", "concept", "dimensions", "unit",
            "period_start",
        ]  # fmt: skip
        compared = (
            table.filter(pl.col("is_in_series") & pl.col("duration_kind").is_in(_CUMULATIVE))
            .sort("period_end")
            .with_columns(
                longer=pl.col("value").shift(-1).over(start),
                next_end=pl.col("period_end").shift(-1).over(start),
            )
            .filter(pl.col("longer").is_not_null() & (pl.col("next_end") > pl.col("period_end")))
        )
        fails = (pl.col("value") >= 0) & (pl.col("longer") < pl.col("value"))
        return failing_of(compared, fails, _FACT)


class ExpectFiguresToNameOnePeriod(ExpectNoFailingRows):
    """No filing gives one cumulative figure for two periods of a kind."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Figures that are given for several."""
        stated = (
            table.filter(
                pl.col("duration_kind").is_in(_CUMULATIVE[1:])
                & (pl.col("value").abs() >= pl.col("rounding_unit") * _TOO_FINE_FOR_CHANCE)
            )
            .group_by(
                "company_id", "metric_id", "source_reference", "concept", "dimensions", "unit",
                "duration_kind", "value",
            )
            .agg(periods=pl.col("period_end").n_unique(), period_end=pl.col("period_end").min())
            .sort("company_id", "metric_id", "period_end", "source_reference")
        )  # fmt: skip
        return failing_of(stated, pl.col("periods") > 1, _FACT)


class ExpectStatementsToAgreeWithFilings(ExpectNoFailingRows):
    """What a company said differs from no filing on the period beyond the rounding of both."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Statements that differ, with the filing."""
        facts = table.filter("is_in_series")
        filed = facts.filter(pl.col("source").is_in(FILED_SOURCES)).select(
            *_PERIOD, filed_value="value", filed_unit="rounding_unit", filed_by="source_reference"
        )
        stated = facts.filter(pl.col("source") == "company_statements")
        compared = stated.join(filed, on=_PERIOD, maintain_order="left")
        tolerance = (pl.col("rounding_unit") + pl.col("filed_unit")).cast(pl.Decimal(18, 2))
        named = pl.format(
            "{} {} {} {}: {} of {} against filing {}",
            "company_id", "metric_id", "period_start", "period_end", "value", "filed_date",
            "filed_by",
        )  # fmt: skip
        fails = (pl.col("value") - pl.col("filed_value")).abs() > tolerance
        return failing_of(compared, fails, named)


class ExpectFilingsToOutrankStatements(ExpectNoFailingRows):
    """No statement stands where a filing in series says another figure for the period.

    Attributes:
        facts: the table of facts, and
        refusals: of refusals.
    """

    facts: str
    refusals: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Standing statements that a filing contradicts, with that filing."""
        facts = self.second(self.facts)
        filed = facts.filter(pl.col("is_in_series") & pl.col("source").is_in(FILED_SOURCES)).select(
            *_PERIOD, filed_value="value", filed_unit="rounding_unit", filed_by="source_reference"
        )
        rounding = (
            facts.filter(~pl.col("source").is_in(FILED_SOURCES))
            .group_by(_PERIOD)
            .agg(stated_unit=pl.col("rounding_unit").max())
        )
        # The tag of a quarter that its own filing disproves is no figure of the filing's.
        disproved = self.second(self.refusals).filter(
            pl.col("rule").is_in(["tag_contradicted", "quarters_contradict_year"])
        )
        standing = (
            table.filter((pl.col("source") == "company_statements") & pl.col("known_to").is_null())
            .with_columns(key=QUARTER)
            .join(disproved.select("key").unique(), on="key", how="anti")
            .join(filed, on=_PERIOD, how="left", maintain_order="left")
            .join(rounding, on=_PERIOD, how="left", maintain_order="left")
        )
        tolerance = (pl.col("filed_unit") + pl.col("stated_unit").fill_null(0)).cast(
            pl.Decimal(18, 2)
        )
        differs = (pl.col("value") - pl.col("filed_value")).abs() > tolerance
        named = name_of("company_id", "metric_id", "period_end", "document", "filed_by")
        return failing_of(standing, differs.fill_null(value=False), named)


# The key under which refusals name a quarter of a series.
QUARTER = pl.format("{} {} {}Q{}", "company_id", "metric_id", "fiscal_year", "fiscal_quarter")
