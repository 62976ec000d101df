"""When a fact became public, which filings count, and how finely a filing rounds.

Not here: which of two public figures stands (`versions.py`).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

# Rule 4: periodic and current reports count; proxy statements, prospectuses and the like never
# do, whatever they tag (trap P4). The higher number stands where two speak at one instant: an
# amendment over what it amends, a periodic report over a current one.
FORM_PRIORITY: dict[str, int] = {
    "8-K": 0,
    "6-K": 0,
    "10-Q": 1,
    "10-QT": 1,
    "10-K": 1,
    "10-KT": 1,
    "20-F": 1,
    "40-F": 1,
}
ANNUAL_FORMS = ("10-K", "20-F", "40-F")
# Forms that are about a period, and not about an event.
PERIODIC_FORMS = ("10-K", "10-Q", "20-F", "40-F", "10-KT", "10-QT")
# Reports on the months between two fiscal calendars: annual or quarterly in form, but of a period
# that is neither a fiscal year nor, but by chance, a quarter.
TRANSITION_FORMS = ("10-KT", "10-QT")
AMENDMENT_SUFFIX = "/A"
# What stands as the form of a figure that a company stated elsewhere.
STATEMENT = "statement"

ACCEPTED = "accepted"
FILED_DATE_END = "filed_date_end"

# EDGAR dates filings by New York; without an acceptance time a filing counts as public only
# when its day there is over.
_NEW_YORK = "America/New_York"
_LAST_SECOND = dt.time(23, 59, 59)

# Filings round to at most billions; more trailing zeros than nine are the figure's own.
_LARGEST_ROUNDING_DIGITS = 9
# Reports are in millions at the coarsest: more zeros of a single figure are the figure's own.
_LARGEST_DIGITS_OF_A_REPORT = 6
_LARGEST_STATED_DIGITS = 12


def form_base(form: pl.Expr) -> pl.Expr:
    """The form that an amendment amends, or the form itself."""
    return form.str.strip_suffix(AMENDMENT_SUFFIX)


def counting_forms(form: pl.Expr) -> pl.Expr:
    """Whether a form's figures count: those of `FORM_PRIORITY` and their amendments."""
    return form_base(form).is_in(list(FORM_PRIORITY))


def voice_order(document: str) -> tuple[pl.Expr, ...]:
    """The order of figures of one instant, the one that speaks last: the higher form.

    Of statements the finer one, and never the one that stands lower in a file: by the document.
    """
    is_statement = pl.col("form") == STATEMENT
    return (
        form_priority(pl.col("form")),
        pl.when(is_statement).then(-pl.col("rounding_unit")),
        pl.when(is_statement).then(document),
    )


def form_priority(form: pl.Expr) -> pl.Expr:
    """Which of two filings stands where both speak at one instant: the higher number."""
    rank = form_base(form).replace_strict(FORM_PRIORITY, default=-1, return_dtype=pl.Int32)
    return rank * 2 + form.str.ends_with(AMENDMENT_SUFFIX).cast(pl.Int32)


def end_of_day_in_new_york(day: pl.Expr) -> pl.Expr:
    """The last second of a day in New York, as UTC without a zone (daylight saving minded)."""
    return (
        day.dt.combine(_LAST_SECOND)
        .dt.replace_time_zone(_NEW_YORK)
        .dt.convert_time_zone("UTC")
        .dt.replace_time_zone(None)
        .cast(pl.Datetime("us"))
    )


def with_known_from(facts: pl.DataFrame, filings: pl.DataFrame) -> pl.DataFrame:
    """Adds `known_from` and `known_from_basis` to facts.

    Args:
        facts: has accession and filed_date.
        filings: accession and accepted_at (UTC) of the filings whose acceptance is on record.
    """
    accepted = filings.select("accession", "accepted_at").unique("accession", keep="first")
    return (
        facts.join(accepted, on="accession", how="left", maintain_order="left")
        .with_columns(
            known_from=pl.coalesce("accepted_at", end_of_day_in_new_york(pl.col("filed_date"))),
            known_from_basis=pl.when(pl.col("accepted_at").is_null())
            .then(pl.lit(FILED_DATE_END))
            .otherwise(pl.lit(ACCEPTED)),
        )
        .drop("accepted_at")
    )


def trailing_zeros() -> pl.Expr:
    """How many zeros the column `value` ends in before the point, at most nine; 0 has nine."""
    value = pl.col("value").cast(pl.Int64, strict=False)
    is_whole = pl.col("value") == pl.col("value").round(0)
    return pl.sum_horizontal(
        (is_whole & (value % 10**digits == 0)).cast(pl.Int64)
        for digits in range(1, _LARGEST_ROUNDING_DIGITS + 1)
    )


def with_rounding_unit(facts: pl.DataFrame) -> pl.DataFrame:
    """Adds `rounding_unit`: the power of ten to which a figure is rounded, 1 if it is finer.

    Args:
        facts: has value, form, decimals (null if exact) and is_stated_with_decimals.

    A fact's own decimals say it where they are known. Companyfacts and the Financial Statement
    Data Sets carry none, so there it is read off the figures: the fewest trailing zeros among all
    the facts of one filing and unit. A single figure proves nothing (6,400 million is no rounding
    to hundreds of millions); a whole filing does. Where a single figure of an annual or quarterly
    report is known, it is of millions at the coarsest, so that no recast of a round figure is
    taken for its rounding; a current report may say 27.3 billion.
    """
    filing = ("company_id", "accession", "unit")
    amount = pl.when(pl.col("value") != 0).then("value")
    zeros = pl.when(amount.is_not_null()).then(trailing_zeros()).min().over(filing).fill_null(0)
    is_single = amount.drop_nulls().n_unique().over(filing) == 1
    is_report = form_base(pl.col("form")).is_in(PERIODIC_FORMS)
    of_filing = (
        pl.when(is_single & is_report)
        .then(zeros.clip(0, _LARGEST_DIGITS_OF_A_REPORT))
        .otherwise(zeros)
    )
    stated = (-pl.col("decimals").fill_null(0)).clip(0, _LARGEST_STATED_DIGITS).cast(pl.Int64)
    return facts.with_columns(
        rounding_unit=pl.lit(10, dtype=pl.Int64).pow(
            pl.when("is_stated_with_decimals").then(stated).otherwise(of_filing)
        )
    )
