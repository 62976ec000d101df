"""What is claimed of published capex: quarter by quarter, as it stands."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import (
    IS_FILED_BASIS,
    calendar_offsets_are_small,
    filings_are_known,
    values_have_lineage,
)
from expectations.currency_claims import with_year_earlier
from expectations.growth_claims import growth_names_its_basis
from expectations.measures import counted, name_of
from expectations.version_claims import cells_are_the_standing_versions

_TABLE = "marts.fct_capex"
_VERSIONS = "marts.fct_capex_versions"
_CELL = ["company_id", "basis", "fiscal_year", "fiscal_quarter"]

_ITEM = name_of(*_CELL)

# Rule 5 of the design.
_BASES = ["cash", "cash_net", "finance_lease_principal", "with_finance_leases", "company_stated"]

# A quarter is reported within 40 to 60 days of its end (Form 10-Q, general instruction A.1; Form
# 10-K, A.2), and the next one ends 92 days after: what is older than this lacks a report.
_FRESH_DAYS = 200

_HEADLINE_WITH_LEASES = "with_finance_leases"


def _bases(frames: Frames) -> pl.DataFrame:
    return frames[_TABLE].group_by("basis").agg(item=pl.col("company_id").min()).sort("basis")


def _inconsistent_first(frames: Frames) -> pl.DataFrame:
    """First figures other than version 1's, and restatements that change nothing."""
    first = (
        frames[_VERSIONS]
        .filter(pl.col("version") == 1)
        .select(*_CELL, first_usd=pl.col("value_usd"))
    )
    joined = frames[_TABLE].join(first, on=_CELL, how="left", maintain_order="left")
    bad = (pl.col("first_reported_usd") != pl.col("first_usd")) | (
        pl.col("is_restated") & (pl.col("value_usd") == pl.col("first_reported_usd"))
    )
    return counted(joined, bad, _ITEM)


def _below_cash(frames: Frames) -> pl.DataFrame:
    cash = (
        frames[_TABLE]
        .filter(basis="cash")
        .select("company_id", "fiscal_year", "fiscal_quarter", cash_usd=pl.col("value_usd"))
    )
    headline = frames[_TABLE].filter(basis=_HEADLINE_WITH_LEASES)
    joined = headline.join(
        cash, on=["company_id", "fiscal_year", "fiscal_quarter"], how="left", maintain_order="left"
    )
    return counted(joined, pl.col("value_usd") < pl.col("cash_usd"), _ITEM)


def _wrong_trailing(frames: Frames) -> pl.DataFrame:
    """Trailing sums that are not those of four consecutive published quarters."""
    cells = frames[_TABLE]
    given = cells.filter(pl.col("trailing_four_quarters_usd").is_not_null())
    earlier = cells.select(
        "company_id", "basis", end=pl.col("period_end"), quarter_usd=pl.col("value_usd")
    )
    sums = (
        given.select(*_CELL, "period_end")
        .join(earlier, on=["company_id", "basis"])
        .filter((pl.col("period_end") - pl.col("end")).dt.total_days().is_between(0, 349))
        .group_by(_CELL)
        .agg(total=pl.col("quarter_usd").sum(), quarters=pl.len())
    )
    joined = given.join(sums, on=_CELL, how="left", maintain_order="left")
    bad = (pl.col("trailing_four_quarters_usd") != pl.col("total")) | (pl.col("quarters") != 4)
    return counted(joined, bad, _ITEM)


def _wrong_growth(frames: Frames) -> pl.DataFrame:
    """Growth that does not follow from the quarter a year before."""
    cells = frames[_TABLE]
    grown = cells.filter(pl.col("yoy_pct").is_not_null())
    joined = with_year_earlier(grown, cells, ["company_id", "basis"])
    old, new = (pl.col(name).cast(pl.Float64) for name in ("true_earlier", "value"))
    return counted(joined, (pl.col("yoy_pct") - 100 * (new - old) / old).abs() >= 1e-6, _ITEM)


def _age_of_spenders(frames: Frames) -> pl.DataFrame:
    """item (spender and its newest quarter's end) and age_days; a spender without any is old."""
    newest = frames[_TABLE].group_by("company_id").agg(newest=pl.col("period_end").max())
    spenders = pl.DataFrame(
        {"company_id": [c.company_id for c in frames.registry.companies if c.is_spender]},
        schema={"company_id": pl.String},
    )
    age = (pl.lit(frames.ran_at.date()) - pl.col("newest")).dt.total_days()
    return spenders.join(newest, on="company_id", how="left", maintain_order="left").select(
        item=pl.format(
            "{} ends {}", "company_id", pl.col("newest").cast(pl.String).fill_null("never")
        ),
        age_days=age.fill_null(10_000),
    )


SUITE = Suite(
    claims=(
        *values_have_lineage(_TABLE, "value", _CELL),
        filings_are_known(_TABLE, ["accession"], IS_FILED_BASIS),
        calendar_offsets_are_small(_TABLE),
        Claim(
            name="bases_are_known",
            severity="error",
            expected=f"the bases are {', '.join(_BASES)} (rule 5)",
            prepare=_bases,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeInSet(column="basis", value_set=_BASES)
            ],
        ),
        cells_are_the_standing_versions(_TABLE, _VERSIONS, _CELL, "value", "currency"),
        Claim(
            name="first_reported_is_version_one",
            severity="error",
            scope="company",
            expected="first_reported_usd is version 1, and a restated cell differs from it",
            prepare=_inconsistent_first,
        ),
        Claim(
            name="leases_add_to_cash",
            severity="error",
            scope="company",
            expected="with_finance_leases is at least cash of the same quarter",
            prepare=_below_cash,
        ),
        Claim(
            name="trailing_sums_are_exact",
            severity="error",
            scope="company",
            expected="trailing_four_quarters_usd is the exact sum of four consecutive quarters",
            prepare=_wrong_trailing,
        ),
        Claim(
            name="growth_follows",
            severity="error",
            scope="company",
            expected="yoy_pct is the change on the same fiscal quarter of the year before",
            prepare=_wrong_growth,
        ),
        growth_names_its_basis(_TABLE, ["company_id", "basis"]),
        Claim(
            name="spenders_are_fresh",
            severity="warning",
            is_about_age=True,
            expected=f"each spender's newest quarter ended within {_FRESH_DAYS} days of the run",
            prepare=_age_of_spenders,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="age_days", max_value=_FRESH_DAYS)
            ],
        ),
    )
)
