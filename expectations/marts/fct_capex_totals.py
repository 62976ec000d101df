"""What is claimed of the totals over spenders: complete panels, exact sums (rule 9)."""

from __future__ import annotations

import datetime as dt

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, name_of

_TABLE = "marts.fct_capex_totals"
_CAPEX = "marts.fct_capex"
_COMPANIES = "marts.dim_companies"
_CELL = ["calendar_quarter", "basis"]
_ITEM = name_of("basis", "calendar_quarter")

# By then every large filer's report of the quarter is due: 60 days for Form 10-K (general
# instruction A.2), and the offset of a fiscal quarter that ends after the calendar one.
_COMPLETE_AFTER_DAYS = 106

_CASH = "cash"


def recomputed(frames: Frames) -> pl.DataFrame:
    """The totals beside the sums over the spenders in their panel, made anew from fct_capex."""
    spenders = frames[_COMPANIES].filter(pl.col("role").is_in(["spender", "both"]))
    quarter_end = pl.date(
        pl.col("calendar_quarter").str.slice(0, 4).cast(pl.Int32),
        pl.col("calendar_quarter").str.slice(5, 1).cast(pl.Int32) * 3,
        1,
    ).dt.month_end()
    sums = (
        frames[_CAPEX]
        .join(spenders.select("company_id", "capex_expected_from"), on="company_id")
        .filter((pl.col("capex_expected_from") <= quarter_end) & pl.col("value_usd").is_not_null())
        .group_by(_CELL)
        .agg(
            sum_usd=pl.col("value_usd").sum(),
            companies=pl.col("company_id").n_unique(),
            cells=pl.len(),
        )
    )
    return (
        frames[_TABLE]
        .join(sums, on=_CELL, how="full", coalesce=True)
        .with_columns(quarter_end=quarter_end)
        .sort("basis", "calendar_quarter")
    )


def _unequal(frames: Frames) -> pl.DataFrame:
    bad = pl.col("value_usd") != pl.col("sum_usd")
    return counted(frames.derive(recomputed), bad, _ITEM, by="basis")


def _miscounted(frames: Frames) -> pl.DataFrame:
    bad = (pl.col("companies_reporting") != pl.col("companies")) | (
        pl.col("cells") != pl.col("companies")
    )
    return counted(frames.derive(recomputed), bad, _ITEM, by="basis")


def _newest_complete(frames: Frames) -> pl.DataFrame:
    """item and companies_absent of the newest quarter whose reports are all due, per basis."""
    due = frames.ran_at.date() - dt.timedelta(days=_COMPLETE_AFTER_DAYS)
    complete = frames[_TABLE].filter(
        (pl.col("calendar_quarter_end") <= due) & (pl.col("basis") == _CASH)
    )
    newest = complete.filter(pl.col("calendar_quarter_end") == pl.col("calendar_quarter_end").max())
    return newest.select(
        item=_ITEM,
        companies_absent=(pl.col("companies_expected") - pl.col("companies_reporting")).cast(
            pl.Int64
        ),
    )


SUITE = Suite(
    claims=(
        Claim(
            name="totals_are_exact",
            severity="error",
            expected="each total is the exact sum of its basis and quarter over the spenders",
            prepare=_unequal,
        ),
        Claim(
            name="companies_are_counted",
            severity="error",
            expected="companies_reporting counts the spenders in the sum, each once",
            prepare=_miscounted,
        ),
        Claim(
            name="no_more_report_than_expected",
            severity="error",
            expected="companies_reporting never exceeds companies_expected (rule 9)",
            prepare=lambda frames: counted(
                frames[_TABLE],
                pl.col("companies_reporting") > pl.col("companies_expected"),
                _ITEM,
                by="basis",
            ),
        ),
        Claim(
            name="newest_complete_quarter_is_full",
            severity="warning",
            is_about_age=True,
            expected=(
                f"every expected company is in cash of the newest quarter that ended at least "
                f"{_COMPLETE_AFTER_DAYS} days before the run"
            ),
            prepare=_newest_complete,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="companies_absent", max_value=0)
            ],
        ),
    )
)
