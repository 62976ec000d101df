"""What is claimed of the operands of the published values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import (
    FILED_SOURCES,
    FILINGS,
    filings_have_addresses,
)
from expectations.measures import counted, missing, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = "marts.lineage"
_KEY = ["lineage_id", "operand_order"]
_MARTS = (
    "marts.fct_capex",
    "marts.fct_capex_versions",
    "marts.fct_capex_annual",
    "marts.fct_capex_annual_versions",
    "marts.fct_capex_totals",
    "marts.fct_restatements",
    "marts.fct_supplier_revenue_versions",
    "marts.fct_supplier_revenue_annual",
    "marts.fct_supplier_revenue_annual_versions",
    "marts.fct_segment_revenue",
    "marts.fct_monthly_revenue",
    "marts.fct_monthly_revenue_versions",
    "marts.fct_customer_concentration",
)

# What a filing states carries its filer.
_IS_FILED = pl.col("source").is_in(FILED_SOURCES)

# Totals over companies have a lineage of their own, of the operands of companies' figures.
_IS_TOTAL = pl.col("lineage_id").str.contains("^(?:total|segment):")


def _signs_and_units(frames: Frames) -> pl.DataFrame:
    return (
        frames[_TABLE]
        .group_by("sign", "unit")
        .agg(item=pl.col("lineage_id").min())
        .sort("sign", "unit")
        .with_columns(pl.col("sign").cast(pl.Int64))
    )


def _signed_money(gxe: Any) -> Sequence[Any]:
    return [
        gxe.ExpectColumnValuesToBeInSet(column="sign", value_set=[1, -1]),
        gxe.ExpectColumnValuesToMatchRegex(column="unit", regex="^(?:[A-Z]{3}|percent)$"),
    ]


def _nameless(frames: Frames) -> pl.DataFrame:
    """Operands of no filing that name no document, and filed ones without a filing."""
    bad = (
        pl.when(_IS_FILED)
        .then(pl.col("accession").is_null())
        .otherwise(pl.col("document").is_null() & pl.col("accession").is_null())
    )
    return counted(frames[_TABLE], bad, name_of(*_KEY), by="source")


def _without_address(frames: Frames) -> pl.DataFrame:
    bad = pl.col("url").is_null() & (pl.col("source") != "company_statements")
    return counted(frames[_TABLE], bad, name_of(*_KEY), by="source")


def _of_no_mart(frames: Frames) -> pl.DataFrame:
    published = pl.concat([frames[mart].select("lineage_id") for mart in _MARTS])
    return missing(frames[_TABLE], published, ["lineage_id"], name_of(*_KEY))


SUITE = Suite(
    claims=(
        filings_have_addresses(_TABLE, _KEY, _IS_FILED),
        Claim(
            name="operands_are_signed_money",
            severity="error",
            expected="operands are money or percent, added (1) or subtracted (-1)",
            prepare=_signs_and_units,
            expectations=_signed_money,
        ),
        Claim(
            name="operands_name_their_source",
            severity="error",
            expected="every operand names its filing, or else the statement or report",
            prepare=_nameless,
        ),
        Claim(
            name="operands_have_addresses",
            severity="error",
            expected="every operand has an address, but for statements, which have citations",
            prepare=_without_address,
        ),
        Claim(
            name="operands_belong_to_a_value",
            severity="error",
            expected="every operand belongs to a published value",
            prepare=_of_no_mart,
        ),
        Claim(
            name="filings_are_known",
            severity="error",
            scope="company",
            expected=f"the filing of every filed operand is in {FILINGS}",
            prepare=lambda frames: missing(
                frames[_TABLE]
                .filter(_IS_FILED & ~_IS_TOTAL)
                .unique(["accession", "lineage_id"], maintain_order=True),
                frames[FILINGS],
                ["accession"],
                name_of("lineage_id", "accession"),
            ),
        ),
    )
)
