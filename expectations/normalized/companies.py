"""What is claimed of the registered companies."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, doubled, name_of
from pipelines.contracts.normalized import COMPANIES, VERSIONS
from pipelines.registry.models import SPENDING

_TABLE = COMPANIES.full_name
_CURRENCY_PATTERN = r"^[A-Z]{3}$"
_COMPANY = name_of("company_id")


def _registered(frames: Frames) -> pl.DataFrame:
    registered = pl.DataFrame(
        {"company_id": [company.company_id for company in frames.registry.companies]},
        schema={"company_id": pl.String},
    )
    both = registered.with_columns(is_registered=pl.lit(value=True)).join(
        frames[_TABLE].select("company_id", is_listed=pl.lit(value=True)),
        on="company_id",
        how="full",
        coalesce=True,
    )
    bad = pl.col("is_registered").is_null() | pl.col("is_listed").is_null()
    return counted(both.sort("company_id"), bad, _COMPANY, by=None)


def _spenders_without_headline(frames: Frames) -> pl.DataFrame:
    spending = frames[VERSIONS.full_name].filter(pl.col("metric_id") == SPENDING)
    spenders = (
        frames[_TABLE]
        .filter(pl.col("role").is_in(["spender", "both"]))
        .with_columns(is_known=pl.col("company_id").is_in(spending["company_id"].implode()))
    )
    bad = pl.col("headline_basis").is_null() | (
        pl.col("is_known") & pl.col("capex_expected_from").is_null()
    )
    return counted(spenders, bad, _COMPANY)


SUITE = Suite(
    claims=(
        Claim(
            name="registry_is_complete",
            severity="error",
            expected="the table lists the companies of the registry, all of them and no other",
            prepare=_registered,
        ),
        Claim(
            name="company_id_is_unique",
            severity="error",
            expected="no two companies share a company_id",
            prepare=lambda frames: doubled(frames[_TABLE], ["company_id"]),
        ),
        Claim(
            name="ticker_is_unique",
            severity="error",
            expected="no two companies share a ticker",
            prepare=lambda frames: doubled(frames[_TABLE], ["ticker"]),
        ),
        Claim(
            name="cik_is_unique",
            severity="error",
            expected="no two companies share a CIK",
            prepare=lambda frames: doubled(frames[_TABLE].drop_nulls("cik"), ["cik"]),
        ),
        Claim(
            name="currency_is_a_code",
            severity="error",
            expected="currencies are codes of three capital letters (ISO 4217)",
            prepare=lambda frames: frames[_TABLE].select(
                pl.col("company_id").alias("item"), "reporting_currency"
            ),
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToMatchRegex(
                    column="reporting_currency", regex=_CURRENCY_PATTERN
                )
            ],
        ),
        Claim(
            name="spenders_have_a_headline_basis",
            severity="error",
            expected=(
                "each spender has a headline basis, and a day since when it is in the panel where "
                "any of its capital expenditure is known"
            ),
            prepare=_spenders_without_headline,
        ),
    )
)
