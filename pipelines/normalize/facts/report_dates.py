"""Facts whose dates can't be those of the filing that states them.

A periodic report is about the period that the SEC's submissions date it for: its newest figures
end on that day, and nothing in it ends later. A filing all of whose figures end before that day
has slipped contexts (a 10-Q for March 2024 whose contexts are dated 2023), and would pass for a
restatement of the year before. Not here: what kind of period a fact's dates make (`periods.py`).
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.publication_time import PERIODIC_FORMS, form_base

# Years of 52 or 53 weeks end up to six days from the month end that submissions may name, and the
# Financial Statement Data Sets move an end to the nearest month end, up to sixteen days.
_TOLERANCE_DAYS = 20

_FIGURES_SHOWN = 3

_FILING = ("company_id", "accession")


def split_misdated(facts: pl.DataFrame, filings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts that may be their filing's, and those whose dates can't be.

    Args:
        facts: has company_id, accession, form, period_start and period_end: all that is at hand
            of each filing, since a metric alone may stand in comparatives only.
        filings: accession and report_date of the filings on record.

    Returns:
        kept: the facts of the input that are left.
        misdated: the others, with report_date and `newest_end`, the newest period end that their
            filing states for flows, or for instants where the fact is one.

    A flow is judged by the newest flow of its filing, since a balance may be dated rightly beside
    flows that are not. Current reports (8-K, 6-K) are dated by an event and are not judged.
    """
    is_instant = pl.col("period_start").is_null()
    dated = facts.join(
        filings.select("accession", "report_date").unique("accession", keep="first"),
        on="accession",
        how="left",
        maintain_order="left",
    ).with_columns(newest_end=pl.col("period_end").max().over(*_FILING, is_instant))
    tolerance = pl.duration(days=_TOLERANCE_DAYS)
    ends_after = pl.col("period_end") > pl.col("report_date") + tolerance
    ends_before = pl.col("newest_end") < pl.col("report_date") - tolerance
    # Instants of a report may all be of earlier days: contracts of one year's end are shown again.
    is_misdated = (
        form_base(pl.col("form")).is_in(PERIODIC_FORMS) & (ends_after | (ends_before & ~is_instant))
    ).fill_null(value=False)
    return (
        dated.filter(~is_misdated).drop("report_date", "newest_end"),
        dated.filter(is_misdated),
    )


def why_misdated(misdated: pl.DataFrame, *key: str) -> pl.DataFrame:
    """The key's columns with `reason`, a sentence that shows the dates and the figures.

    Args:
        misdated: the second result of `split_misdated`.
        key: columns to tell the rows apart, company_id and accession among them.
    """
    figure = pl.format(
        "{} {} of {}{}",
        pl.col("value").cast(pl.Int64, strict=False),
        "unit",
        pl.when(pl.col("period_start").is_not_null())
        .then(pl.format("{} to ", pl.col("period_start")))
        .otherwise(pl.lit("")),
        "period_end",
    )
    told = (
        misdated.sort("period_end", "period_start", "value")
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("report_date").first(),
            newest=pl.col("newest_end").max(),
            figures=figure.unique(maintain_order=True),
        )
    )
    shown = pl.col("figures").list.head(_FIGURES_SHOWN).list.join(", ")
    more = pl.col("figures").list.len() - _FIGURES_SHOWN
    return told.select(
        *key,
        reason=pl.format(
            "Filing {} reports on the period to {}, but the newest of its figures ends on {}, so "
            "its dates are wrong: {}{} {} not used.",
            "accession",
            "report_date",
            "newest",
            shown,
            pl.when(pl.col("figures").list.len() > _FIGURES_SHOWN)
            .then(pl.format(" and {} more", more))
            .otherwise(pl.lit("")),
            pl.when(pl.col("figures").list.len() > 1).then(pl.lit("are")).otherwise(pl.lit("is")),
        ),
    )
