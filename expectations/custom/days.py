"""Days and hours: how far two dates lie apart, and when in the day a time falls."""

from __future__ import annotations

import datetime as dt

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of


class ExpectDaysBetweenToBeBetween(ExpectNoFailingRows):
    """From the date or time in `start` to that in `end` are so many days; null is passed."""

    start: str
    end: str
    min_days: int | None = None
    max_days: int | None = None

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows whose two dates lie too close or too far apart."""
        first, second = (pl.col(name).cast(pl.Date) for name in (self.start, self.end))
        days = (second - first).dt.total_days()
        fails = pl.lit(value=False)
        if self.min_days is not None:
            fails = fails | (days < self.min_days)
        if self.max_days is not None:
            fails = fails | (days > self.max_days)
        return failing_of(table.drop_nulls([self.start, self.end]), fails)


class ExpectTimesWithinOpeningHours(ExpectNoFailingRows):
    """Times, kept in UTC, fall within the opening hours of a place."""

    column: str
    time_zone: str
    opens_minute: int
    closes_minute: int

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows of a time at which the place is closed."""
        there = pl.col(self.column).dt.replace_time_zone("UTC").dt.convert_time_zone(self.time_zone)
        minute = there.dt.hour().cast(pl.Int32) * 60 + there.dt.minute()
        return failing_of(table, ~minute.is_between(self.opens_minute, self.closes_minute))


class ExpectEachToBeFresh(ExpectNoFailingRows):
    """The newest row of each company is at most so many days old; one without any is old.

    Attributes:
        companies: those that must have one; whoever has one if None.
    """

    column: str
    day: dt.date
    most_days: int
    companies: list[str] | None = None

    def failing(self, table: pl.DataFrame) -> Failing:
        """Companies whose newest row is older, with its day."""
        newest = table.group_by("company_id").agg(newest=pl.col(self.column).max())
        companies = newest["company_id"].sort() if self.companies is None else self.companies
        judged = pl.DataFrame({"company_id": companies}, schema={"company_id": pl.String})
        judged = judged.join(newest, on="company_id", how="left", maintain_order="left")
        age = (pl.lit(self.day) - pl.col("newest")).dt.total_days()
        ends = pl.col("newest").cast(pl.String).fill_null("never")
        return failing_of(judged, age > self.most_days, pl.format("{} ends {}", "company_id", ends))
