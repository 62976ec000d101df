"""What is claimed of the versions of monthly revenue."""

from __future__ import annotations

import datetime as dt

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, missing, name_of
from expectations.version_claims import versions_follow_each_other
from pipelines.contracts.normalized import MONTHLY_REVENUE
from pipelines.contracts.raw import RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.registry import ROC_EPOCH

_TABLE = MONTHLY_REVENUE.full_name
_CELL = ["company_id", "month"]
# The pages of before had other names.
_FIRST_PAGES = dt.date(2013, 1, 1)
_VERSION = name_of(*_CELL, "version")


def _lost_months(frames: Frames) -> pl.DataFrame:
    reported = frames[RAW_TAIWAN_MONTHLY_REVENUE.full_name].select(_CELL).unique()
    return missing(reported.sort(_CELL), frames[_TABLE], _CELL, name_of(*_CELL), by="company_id")


def _unreported(frames: Frames) -> pl.DataFrame:
    return missing(
        frames[_TABLE],
        frames[RAW_TAIWAN_MONTHLY_REVENUE.full_name],
        [*_CELL, "report_month", "statement", "value"],
        _VERSION,
        by="company_id",
    )


def _on_another_page(frames: Frames) -> pl.DataFrame:
    """Versions whose page is none of the month that their report is about."""
    page = pl.format(
        "/t21sc03_{}_{}_",
        pl.col("report_month").dt.year() - ROC_EPOCH,
        pl.col("report_month").dt.month(),
    )
    is_its_page = pl.col("report_url").str.contains(page, literal=True).fill_null(False)
    is_shown = pl.col("report_month") >= _FIRST_PAGES
    return counted(frames[_TABLE], is_its_page != is_shown, _VERSION)


def _known_early(frames: Frames) -> pl.DataFrame:
    bad = pl.col("known_from").dt.date() <= pl.col("month_end")
    return counted(frames[_TABLE], bad, _VERSION)


SUITE = Suite(
    claims=(
        *versions_follow_each_other(_TABLE, _CELL),
        Claim(
            name="every_month_is_kept",
            severity="error",
            expected="every month that a report states has a version",
            prepare=_lost_months,
        ),
        Claim(
            name="versions_are_reported",
            severity="error",
            scope="company",
            expected="every version is the figure of the report and column that it names",
            prepare=_unreported,
        ),
        Claim(
            name="reports_have_their_page",
            severity="error",
            expected="every version names the page of the month of its report, since 2013",
            prepare=_on_another_page,
        ),
        Claim(
            name="nothing_known_before_it_ended",
            severity="error",
            scope="company",
            expected="no month is known before its last day is over",
            prepare=_known_early,
        ),
    )
)
