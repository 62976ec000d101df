"""What is claimed of published monthly revenue, as it stands."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.currency_claims import dollars_follow, growth_follows
from expectations.measures import counted, name_of
from expectations.version_claims import cells_are_the_standing_versions

_TABLE = "marts.fct_monthly_revenue"
_VERSIONS = "marts.fct_monthly_revenue_versions"
_CELL = ["company_id", "month"]

# Reports of a month are out by the 10th of the next one; two such months have passed then.
_FRESH_DAYS = 75

_LEAST_GROWTH_PCT, _MOST_GROWTH_PCT = -80, 500


def _odd_growth(frames: Frames) -> pl.DataFrame:
    grown = frames[_TABLE].filter(pl.col("yoy_pct").is_not_null())
    bad = ~pl.col("yoy_pct").is_between(_LEAST_GROWTH_PCT, _MOST_GROWTH_PCT)
    return counted(grown, bad, name_of(*_CELL))


def _age_of_listings(frames: Frames) -> pl.DataFrame:
    """item (registered listing, its newest month) and age_days; one without any is old."""
    newest = frames[_TABLE].group_by("company_id").agg(newest=pl.col("month_end").max())
    listed = pl.DataFrame(
        {"company_id": [c.company_id for c in frames.registry.companies if c.taiwan_listing]},
        schema={"company_id": pl.String},
    )
    age = (pl.lit(frames.ran_at.date()) - pl.col("newest")).dt.total_days()
    return listed.join(newest, on="company_id", how="left", maintain_order="left").select(
        item=pl.format(
            "{} ends {}", "company_id", pl.col("newest").cast(pl.String).fill_null("never")
        ),
        age_days=age.fill_null(10_000),
    )


SUITE = Suite(
    claims=(
        *dollars_follow(_TABLE, _CELL),
        growth_follows(_TABLE, _CELL, _CELL),
        cells_are_the_standing_versions(_TABLE, _VERSIONS, _CELL, "value", "currency"),
        Claim(
            name="growth_is_plausible",
            severity="warning",
            expected=(
                f"no month grew by more than {_MOST_GROWTH_PCT} percent on the year, or fell by "
                f"more than {-_LEAST_GROWTH_PCT}"
            ),
            prepare=_odd_growth,
        ),
        Claim(
            name="listings_are_fresh",
            severity="warning",
            is_about_age=True,
            expected=(
                f"the newest month of each registered listing ended within {_FRESH_DAYS} days of "
                "the run"
            ),
            prepare=_age_of_listings,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="age_days", max_value=_FRESH_DAYS)
            ],
        ),
    )
)
