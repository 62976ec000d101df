"""Measures of absence: tags that went silent, facts that lag behind the filings (traps A3, V4).

Periods, not publication dates, are compared: a late filer is late, not silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.measures import PERIODIC_FORMS, counted, name_of
from pipelines.contracts.normalized import FACTS
from pipelines.contracts.raw import RAW_SEC_FILINGS

if TYPE_CHECKING:
    from expectations.claims import Frames

# What every company of the ledger states in each periodic report.
WATCHED_METRICS = ("capex_cash", "revenue")

# Two dates closer than this name one period: some filers round a 52/53-week end to its month.
_SAME_PERIOD_DAYS = 20


def _newest_watched(frames: Frames) -> pl.DataFrame:
    """company_id, metric_id, newest: last period in series, of what each company ever stated."""
    return (
        frames[FACTS.full_name]
        .filter(pl.col("is_in_series") & pl.col("metric_id").is_in(list(WATCHED_METRICS)))
        .group_by("company_id", "metric_id")
        .agg(newest=pl.col("period_end").max())
        .sort("company_id", "metric_id")
    )


def _report_dates(frames: Frames) -> pl.DataFrame:
    """company_id and report_date of the periodic reports in the submissions."""
    return (
        frames[RAW_SEC_FILINGS.full_name]
        .filter(pl.col("form").is_in(list(PERIODIC_FORMS)) & pl.col("report_date").is_not_null())
        .select("company_id", "report_date")
        .unique()
    )


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


def silent_tags(frames: Frames) -> pl.DataFrame:
    """item (company, metric, last period) and reports_behind.

    The reports are the periodic ones of the submissions, and the periods for which the company
    states any metric in a counting form: where no submissions are on hand those alone tell.
    """
    others = (
        frames[FACTS.full_name]
        .filter("is_in_series")
        .select("company_id", report_date="period_end")
    )
    dates = pl.concat([_report_dates(frames), others]).unique()
    return _behind(_newest_watched(frames), dates).select(
        "reports_behind",
        item=pl.format("{} {} last stated for {}", "company_id", "metric_id", "newest"),
    )


def behind_filings(frames: Frames) -> pl.DataFrame:
    """item (company, last period of any metric) and reports_behind the submissions."""
    newest = (
        frames[FACTS.full_name]
        .group_by("company_id")
        .agg(newest=pl.col("period_end").max())
        .sort("company_id")
    )
    return _behind(newest, _report_dates(frames)).select(
        "reports_behind", item=pl.format("{} facts end on {}", "company_id", "newest")
    )


def never_stated(frames: Frames) -> pl.DataFrame:
    """Watched metrics without any fact in series, of the companies that have facts; counted."""
    companies = frames["raw.sec_company_facts"].select("company_id").unique().sort("company_id")
    pairs = companies.join(pl.DataFrame({"metric_id": WATCHED_METRICS}), how="cross")
    stated = _newest_watched(frames)
    joined = pairs.join(stated, on=["company_id", "metric_id"], how="left", maintain_order="left")
    return counted(joined, pl.col("newest").is_null(), name_of("company_id", "metric_id"))
