"""Absence: tags that went silent, facts that lag behind the filings (traps A3, V4).

Periods, not publication dates, are compared: a late filer is late, not silent.
"""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of
from expectations.rows import name_of
from pipelines.contracts.raw import RAW_SEC_FILINGS

# Forms that report a period: annual and quarterly reports, domestic and foreign.
_PERIODIC_FORMS = ["10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F"]

# Two dates closer than this name one period: some filers round a 52/53-week end to its month.
_SAME_PERIOD_DAYS = 20


class ExpectMetricsToBeStated(ExpectNoFailingRows):
    """Each company of the second table has facts in series of each of the metrics."""

    metrics: list[str]
    second_table: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Metrics that a company never states."""
        companies = self.second(self.second_table).select("company_id").unique().sort("company_id")
        pairs = companies.join(pl.DataFrame({"metric_id": self.metrics}), how="cross")
        stated = _newest(table, self.metrics)
        judged = pairs.join(stated, on=["company_id", "metric_id"], how="left")
        return failing_of(judged, pl.col("newest").is_null(), name_of("company_id", "metric_id"))


class ExpectNoTagToGoSilent(ExpectNoFailingRows):
    """Metrics are at most so many periodic reports behind what else their company files.

    The reports are the periodic ones of the submissions, and the periods for which the company
    states any metric in a counting form: where no submissions are on hand those alone tell.
    """

    metrics: list[str]
    most_reports: int

    def failing(self, table: pl.DataFrame) -> Failing:
        """Metrics that lag, with the day of which they were last stated."""
        others = table.filter("is_in_series").select("company_id", report_date="period_end")
        dates = pl.concat([_report_dates(self.second(RAW_SEC_FILINGS.full_name)), others]).unique()
        judged = _behind(_newest(table, self.metrics), dates)
        named = pl.format("{} {} last stated for {}", "company_id", "metric_id", "newest")
        return failing_of(judged, pl.col("reports_behind") > self.most_reports, named)


class ExpectFactsToKeepUpWithFilings(ExpectNoFailingRows):
    """The newest periodic report of each company is among its facts."""

    def failing(self, table: pl.DataFrame) -> Failing:
        """Companies whose facts end before their newest report."""
        newest = table.group_by("company_id").agg(newest=pl.col("period_end").max())
        dates = _report_dates(self.second(RAW_SEC_FILINGS.full_name))
        judged = _behind(newest.sort("company_id"), dates)
        named = pl.format("{} facts end on {}", "company_id", "newest")
        return failing_of(judged, pl.col("reports_behind") > 0, named)


def _newest(facts: pl.DataFrame, metrics: list[str]) -> pl.DataFrame:
    """company_id, metric_id, newest: last period in series, of what each company ever stated."""
    return (
        facts.filter(pl.col("is_in_series") & pl.col("metric_id").is_in(metrics))
        .group_by("company_id", "metric_id")
        .agg(newest=pl.col("period_end").max())
        .sort("company_id", "metric_id")
    )


def _report_dates(filings: pl.DataFrame) -> pl.DataFrame:
    """company_id and report_date of the periodic reports in the submissions."""
    is_periodic = pl.col("form").is_in(_PERIODIC_FORMS) & pl.col("report_date").is_not_null()
    return filings.filter(is_periodic).select("company_id", "report_date").unique()


def _behind(newest: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Adds `reports_behind`: how many of the dates lie after `newest`, a period apart."""
    later = (
        newest.join(dates, on="company_id", how="inner")
        .filter(pl.col("report_date") > pl.col("newest") + pl.duration(days=_SAME_PERIOD_DAYS))
        .sort("report_date")
    )
    keys = [name for name in newest.columns if name != "newest"]
    apart = (pl.col("report_date").diff().dt.total_days().over(keys) > _SAME_PERIOD_DAYS).fill_null(
        value=True
    )
    counts = later.filter(apart).group_by(keys).agg(reports_behind=pl.len().cast(pl.Int64))
    return newest.join(counts, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("reports_behind").fill_null(0)
    )
