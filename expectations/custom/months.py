"""Months as the exchanges of Taiwan report them, a report with three columns each."""

from __future__ import annotations

import datetime as dt

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of

# Months between a column's month and its report.
_MONTHS_BACK = {"current": 0, "prior_month": 1, "prior_year": 12}

_OWN = "current"


class ExpectMonthsToFitTheirReport(ExpectNoFailingRows):
    """A report's columns are of its own month, the one before and the same of the year before."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows whose month is another, or no first of a month."""
        back = pl.col("statement").replace_strict(_MONTHS_BACK, return_dtype=pl.Int32)
        month = pl.col("report_month").dt.offset_by(pl.format("-{}mo", back))
        return failing_of(table, (pl.col("month") != month) | (pl.col("month").dt.day() != 1))


class ExpectMonthsToBeOver(ExpectNoFailingRows):
    """What is said of a month is said after its last day."""

    month: str
    said: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows that speak of a month too early."""
        return failing_of(
            table, pl.col(self.said).cast(pl.Date) <= pl.col(self.month).dt.month_end()
        )


class ExpectComparativesToRepeatTheReport(ExpectNoFailingRows):
    """A comparative differs from the month's own report by no more than so many percent."""

    most_pct: float

    def failing(self, table: pl.DataFrame) -> Failing:
        """Comparatives that differ by more."""
        own = (
            table.filter(pl.col("statement") == _OWN)
            .sort("report_date")
            .unique(["company_id", "month"], keep="last")
            .select("company_id", "month", own="value")
        )
        rows = table.filter(pl.col("statement") != _OWN).join(own, on=["company_id", "month"])
        change = (pl.col("value") - pl.col("own")).abs().cast(pl.Float64)
        most = pl.col("own").abs().cast(pl.Float64) * self.most_pct / 100
        return failing_of(rows, change > most)


class ExpectReportsToNameTheirPage(ExpectNoFailingRows):
    """A report names the page of the month that it is about, since the pages have these names.

    Attributes:
        since: the first month of such pages.
        epoch: the year before the first one of the calendar in which pages count.
    """

    since: dt.date
    epoch: int

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows that name another page, or one where there is none."""
        month = pl.col("report_month")
        page = pl.format("/t21sc03_{}_{}_", month.dt.year() - self.epoch, month.dt.month())
        is_its_page = pl.col("report_url").str.contains(page, literal=True).fill_null(value=False)
        return failing_of(table, is_its_page != (month >= self.since))


class ExpectMonthsToBeKept(ExpectNoFailingRows):
    """A row of this table is of each month that a report of the second one states.

    What a failed check withholds is refused and named there, and a comparative of 0 states no
    month: a company that did not exist then is shown so.

    Attributes:
        second_table: the reports.
        withheld_table: what failed checks left out.
        metric_id: the name of months there.
    """

    second_table: str
    withheld_table: str
    metric_id: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Months that are missing here."""
        of = ["company_id", "month"]
        is_own = pl.col("statement") == "current"
        stated = self.second(self.second_table).filter(is_own | (pl.col("value") != 0))
        withheld = self.second(self.withheld_table).filter(
            pl.col("metric_id").fill_null(self.metric_id) == self.metric_id,
            pl.col("source_reference").is_null(),
        )
        of_all = withheld.filter(pl.col("period_end").is_null()).select("company_id")
        of_months = withheld.select("company_id", month=pl.col("period_end").dt.month_start())
        expected = stated.select(of).unique(maintain_order=True)
        for left_out in (of_all.drop_nulls(), of_months.drop_nulls()):
            expected = expected.join(left_out, on=left_out.columns, how="anti")
        judged = expected.join(
            table.select(*of, is_there=True).unique(), on=of, how="left", maintain_order="left"
        )
        return failing_of(judged, pl.col("is_there").is_null(), name_of(*of))
