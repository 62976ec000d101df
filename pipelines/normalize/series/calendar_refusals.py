"""What is refused of facts that their company's calendar or currency cannot show (rule 12).

Not here: quarters that do not follow from the facts that it can (`refusals.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import REFUSALS
from pipelines.normalize.facts.statements import is_statement
from pipelines.normalize.refusals import about, sources
from pipelines.normalize.series.periods import BANDS, QUARTER, days, sharing_calendar_quarters
from pipelines.normalize.shown_in import table_of

if TYPE_CHECKING:
    from pipelines.registry import Registry

TRANSITION_PERIOD = "transition_period"
NO_FISCAL_PERIOD = "no_fiscal_period"
OTHER_CURRENCY = "other_currency"
CALENDAR_QUARTER_SHARED = "calendar_quarter_shared"

_PERIOD = ("company_id", "metric_id", "unit", "period_start", "period_end")
_DAYS_IN_WEEK = 7


def of_periods(unplaced: pl.DataFrame) -> pl.DataFrame:
    """One row for each period of a metric that no quarter or year of the calendar shows.

    Args:
        unplaced: facts with transition_from and transition_to where they are of a transition
            period, else of a length or an end that is none of the calendar's.
    """
    newest = (
        unplaced.with_columns(said=pl.col("value").cast(pl.Decimal(38, 6)))
        .sort(*_PERIOD, "known_from", "source_reference")
        .unique(_PERIOD, keep="last", maintain_order=True)
        .with_columns(length=days(pl.col("period_start"), pl.col("period_end")))
    )
    figure = pl.format(
        "{} states {} {} of {} for {}",
        pl.when(is_statement())
        .then(pl.format("Statement {}", "source_reference"))
        .otherwise(pl.format("Filing {}", "source_reference")),
        pl.col("said").round(2).cast(pl.Decimal(38, 2)),
        "unit",
        "concept",
        _period(),
    )
    weeks = pl.col("length") // _DAYS_IN_WEEK
    length = (
        pl.when((pl.col("length") % _DAYS_IN_WEEK == 0) & (pl.col("length") > 0))
        .then(pl.format("{} days ({} weeks)", "length", weeks))
        .otherwise(pl.format("{} days", "length"))
    )
    is_transition = pl.col("transition_to").is_not_null()
    is_of_no_length = ~pl.any_horizontal(
        pl.col("length").is_between(*band) for band in BANDS.values()
    )
    return newest.select(
        table_name=table_of(pl.col("metric_id")),
        **about("metric_id", "unit", _period()),
        company_id="company_id",
        rule=pl.when(is_transition)
        .then(pl.lit(TRANSITION_PERIOD))
        .otherwise(pl.lit(NO_FISCAL_PERIOD)),
        reason=pl.when(is_transition)
        .then(
            pl.format(
                "{}, in the transition period between two fiscal years that ends on {}: it is no "
                "quarter and no fiscal year.",
                figure,
                "transition_to",
            )
        )
        .when(pl.col("length").is_null())
        .then(pl.format("{}, which is the last day of no fiscal quarter.", figure))
        .when(is_of_no_length)
        .then(
            pl.format(
                "{}, which is {}: neither a quarter ({} to {} days) nor a half, nine months or a "
                "year.",
                figure,
                length,
                pl.lit(BANDS[QUARTER].shortest),
                pl.lit(BANDS[QUARTER].longest),
            )
        )
        .otherwise(pl.format("{}, {}, which ends on no fiscal quarter's end.", figure, length)),
        **sources(pl.col("source_reference")),
    ).select(REFUSALS.polars_schema.keys())


def of_currencies(others: pl.DataFrame) -> pl.DataFrame:
    """One row for each metric that is stated in a currency the company did not report in then.

    Args:
        others: facts with metric_id and currency, the one that it reported in.
    """
    told = (
        others.filter(pl.col("unit").str.contains(r"^[A-Z]{3}$"))
        .sort("period_end", "filed_date", "accession")
        .group_by("company_id", "metric_id", "unit", maintain_order=True)
        .agg(
            pl.col("accession", "currency").last(),
            facts=pl.len(),
            first=pl.col("period_end").min(),
            last=pl.col("period_end").max(),
        )
    )
    return told.select(
        table_name=table_of(pl.col("metric_id")),
        **about("metric_id", "unit"),
        company_id="company_id",
        rule=pl.lit(OTHER_CURRENCY),
        reason=pl.format(
            "{} {} in {}, where {} reports in {}; the newest is of {}.",
            pl.when(pl.col("facts") == 1)
            .then(pl.format("A fact for a period that ends on {} states", "last"))
            .otherwise(
                pl.format(
                    "{} facts for periods that end from {} to {} state", "facts", "first", "last"
                )
            ),
            "metric_id",
            "unit",
            "company_id",
            "currency",
            "accession",
        ),
        **sources(pl.col("accession")),
    ).select(REFUSALS.polars_schema.keys())


def of_panels(registry: Registry) -> pl.DataFrame:
    """Spenders that no total of calendar quarters can hold."""
    shared = sharing_calendar_quarters(registry.companies)
    rows = [
        {
            "table_name": "fct_capex_totals",
            "key": company.company_id,
            "subject": None,
            "company_id": company.company_id,
            "rule": CALENDAR_QUARTER_SHARED,
            "reason": (
                f"Two fiscal quarters of {company.company_id} lie in one calendar quarter, so no "
                "total of a calendar quarter includes it."
            ),
            "accession": None,
            "source_reference": None,
        }
        for company in registry.companies
        if company.company_id in shared and company.is_spender
    ]
    return pl.DataFrame(rows, schema=REFUSALS.polars_schema)


def _period() -> pl.Expr:
    return (
        pl.when(pl.col("period_start").is_null())
        .then(pl.col("period_end").cast(pl.String))
        .otherwise(pl.format("{} to {}", "period_start", "period_end"))
    )
