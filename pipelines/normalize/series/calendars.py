"""Which fiscal calendar a company kept when: as registered, else as its filings date themselves.

A company may move the end of its fiscal year; the months between two calendars are a transition
period, which a report on Form 10-KT or 10-QT covers (Exchange Act Rule 13a-10). The registry
says how the year ends today, and may date what held before. Where it does not, the filings do:
an annual report covers its fiscal year, statements of cash flows of a 10-Q run from the first
day of theirs (Regulation S-X, Rule 10-01(c)), and a transition report covers what lies between.

Not here: what kind of period a fact speaks for once the calendar is known (`periods.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.facts.publication_time import ANNUAL_FORMS, TRANSITION_FORMS, form_base
from pipelines.normalize.series.periods import (
    BANDS,
    BEFORE_ALL,
    HALF,
    NINE_MONTHS,
    YEAR,
    Calendars,
    calendars_of,
    days,
    fiscal_calendars,
    nominal_month,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.registry import Company

_INTERIM_FORM = "10-Q"
# Cash flows are stated for the year to date; an income statement may give the quarter alone. Of
# the first quarter of a year nothing tells that it is not a later one stated by itself.
_CASH_FLOW = r":(Payment|Proceeds|Repayment)"
_STATED = ("company_id", "year_end_month", "valid_from")


def dated_calendars(companies: Sequence[Company], raw: pl.DataFrame) -> Calendars:
    """The calendars of the registry, and of the filings where those are dated by another one.

    Args:
        companies: of the registry; what one registers with dates is not asked of its filings.
        raw: `raw.sec_company_facts`.

    Every fiscal year, year to date and transition period that a filing covers says on which day
    a fiscal year began, and so after which month the year before had ended. Where all of a
    company's filings say what the registry says, its calendar is the registry's. A first day
    that falls within what another filing covers as one is a slip and says nothing.
    """
    registered = fiscal_calendars(companies)
    undated = [
        company.company_id
        for company in companies
        if not company.earlier_fiscal_year_ends and company.quarter_weeks is None
    ]
    covered = _covered(raw.filter(pl.col("company_id").is_in(undated)))
    starts = pl.concat(
        [
            covered.select(
                "company_id",
                valid_from="start",
                year_end_month=_month(pl.col("start").dt.offset_by("-1d")),
            ),
            covered.filter("is_transition").select(
                "company_id",
                valid_from=pl.col("end").dt.offset_by("1d"),
                year_end_month=_month(pl.col("end")),
            ),
        ]
    )
    moved = starts.join(
        registered.spans.select("company_id", registered="year_end_month"), on="company_id"
    ).filter(pl.col("year_end_month") != pl.col("registered"))
    starts = starts.join(moved, on="company_id", how="semi")
    slips = starts.join(covered, on="company_id").filter(
        (pl.col("start") < pl.col("valid_from")) & (pl.col("valid_from") <= pl.col("end"))
    )
    stated = (
        starts.join(slips, on=list(_STATED), how="anti")
        .sort("company_id", "valid_from")
        .unique(["company_id", "valid_from"], keep="first", maintain_order=True)
    )
    before = pl.col("year_end_month").shift().over("company_id")
    spans = stated.filter(pl.col("year_end_month").ne_missing(before)).with_columns(
        # The first calendar that filings show is that of what they compare with, too.
        valid_from=pl.when(pl.int_range(pl.len()).over("company_id") == 0)
        .then(pl.lit(BEFORE_ALL))
        .otherwise(pl.col("valid_from"))
    )
    kept = registered.spans.join(spans, on="company_id", how="anti", maintain_order="left")
    return calendars_of(
        pl.concat([kept.select(_STATED), spans.select(_STATED)]), registered.quarters
    )


def _covered(raw: pl.DataFrame) -> pl.DataFrame:
    """What each periodic filing covers from the first day of a fiscal year: start and end."""
    form = form_base(pl.col("form"))
    length = days(pl.col("period_start"), pl.col("period_end"))
    own = (
        raw.filter(
            form.is_in([*ANNUAL_FORMS, *TRANSITION_FORMS, _INTERIM_FORM])
            & pl.col("period_start").is_not_null()
        )
        .with_columns(form=form, length=length)
        .filter(pl.col("period_end") == pl.col("period_end").max().over("company_id", "accession"))
    )
    of_year = pl.col("form").is_in(ANNUAL_FORMS) & pl.col("length").is_between(*BANDS[YEAR])
    to_date = (
        (pl.col("form") == _INTERIM_FORM)
        & pl.col("concept").str.contains(_CASH_FLOW)
        & pl.any_horizontal(
            pl.col("length").is_between(*BANDS[kind]) for kind in (HALF, NINE_MONTHS)
        )
    )
    is_transition = pl.col("form").is_in(TRANSITION_FORMS)
    of_transition = is_transition & (pl.col("length") < BANDS[YEAR].shortest)
    return (
        own.filter(of_year | to_date | of_transition)
        .group_by("company_id", "accession")
        .agg(
            start=pl.col("period_start").min(),
            end=pl.col("period_end").first(),
            is_transition=is_transition.first(),
        )
        .drop("accession")
        .unique()
    )


def _month(year_end: pl.Expr) -> pl.Expr:
    """1 to 12: the month for which a fiscal year that ends on this day is named."""
    return (nominal_month(year_end) % 12 + 1).cast(pl.Int32)
