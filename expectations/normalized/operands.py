"""What is claimed of the operands of the versions."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import FILED_SOURCES
from expectations.measures import counted, missing, name_of, not_recomputed
from pipelines.contracts.normalized import FACTS, MONTHLY_REVENUE, OPERANDS, VERSIONS

_TABLE = OPERANDS.full_name
_STATED = ["source", "concept", "dimensions", "unit", "period_start", "period_end", "value"]
_FILED = [*_STATED, "accession"]
_MONTH = ["company_id", "unit", "period_start", "period_end", "value"]
_MONTHS = "taiwan_monthly_revenue"
_OPERAND = name_of("lineage_id", "concept", "period_end", "accession", "document")


def _signs(frames: Frames) -> pl.DataFrame:
    return (
        frames[_TABLE]
        .group_by("sign")
        .agg(item=pl.col("lineage_id").first())
        .sort("sign")
        .with_columns(pl.col("sign").cast(pl.Int64))
    )


def _order(frames: Frames) -> pl.DataFrame:
    per_lineage = (
        frames[_TABLE]
        .group_by("lineage_id")
        .agg(
            count=pl.len(),
            distinct=pl.col("operand_order").n_unique(),
            first=pl.col("operand_order").min(),
            last=pl.col("operand_order").max(),
        )
        .sort("lineage_id")
    )
    is_run = (
        (pl.col("first") == 1)
        & (pl.col("last") == pl.col("count"))
        & (pl.col("distinct") == pl.col("count"))
    )
    return counted(per_lineage, ~is_run, name_of("lineage_id"), by=None)


def _not_on_record(frames: Frames) -> pl.DataFrame:
    """Operands that are no fact of a filing or statement, nor a month, on record; by source.

    A statement's fact and operand name their place in different words, so the figure decides.
    """
    operands, facts = frames[_TABLE], frames[FACTS.full_name]
    is_filed, is_month = pl.col("source").is_in(FILED_SOURCES), pl.col("source") == _MONTHS
    companies = frames[VERSIONS.full_name].select("lineage_id", "company_id").unique("lineage_id")
    months = frames[MONTHLY_REVENUE.full_name].rename(
        {"month": "period_start", "month_end": "period_end"}
    )
    on_record = pl.lit(value=True).alias("is_on_record")
    parts = [
        (operands.filter(is_filed), facts, _FILED),
        (operands.filter(~is_filed & ~is_month), facts, _STATED),
        (operands.filter(is_month).join(companies, on="lineage_id", how="left"), months, _MONTH),
    ]
    judged = [
        rows.join(
            known.select(*key).unique().with_columns(on_record), on=key, how="left",
            nulls_equal=True, maintain_order="left",
        ).select(*operands.columns, "is_on_record")
        for rows, known, key in parts
    ]  # fmt: skip
    return counted(pl.concat(judged), pl.col("is_on_record").is_null(), _OPERAND, by="source")


SUITE = Suite(
    claims=(
        Claim(
            name="every_version_has_operands",
            severity="error",
            scope="company",
            expected="every version names operands that are on record",
            prepare=lambda frames: missing(
                frames[VERSIONS.full_name],
                frames[_TABLE],
                ["lineage_id"],
                name_of("lineage_id"),
                by="company_id",
            ),
        ),
        Claim(
            name="operands_add_up",
            severity="error",
            scope="company",
            expected="the signed operands of a version add up to its value exactly",
            prepare=lambda frames: not_recomputed(
                frames[VERSIONS.full_name],
                frames[_TABLE],
                "value",
                name_of("lineage_id"),
                by="company_id",
            ),
        ),
        Claim(
            name="operands_belong_to_a_version",
            severity="error",
            expected="every operand belongs to a version",
            prepare=lambda frames: missing(
                frames[_TABLE], frames[VERSIONS.full_name], ["lineage_id"], name_of("lineage_id")
            ),
        ),
        Claim(
            name="signs_add_or_subtract",
            severity="error",
            expected="an operand is added (1) or subtracted (-1)",
            prepare=_signs,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeInSet(column="sign", value_set=[1, -1])
            ],
        ),
        Claim(
            name="operands_are_on_record",
            severity="error",
            scope="company",
            expected=(
                "every operand is a fact of a filing, value and filing alike, or a figure of a "
                "statement or of a monthly report on record"
            ),
            prepare=_not_on_record,
        ),
        Claim(
            name="operands_name_their_source",
            severity="error",
            scope="company",
            expected="every operand names the filing, the statement or the report that states it",
            prepare=lambda frames: counted(
                frames[_TABLE],
                pl.col("accession").is_null() & pl.col("document").is_null(),
                _OPERAND,
                by="source",
            ),
        ),
        Claim(
            name="operands_are_numbered",
            severity="error",
            expected="the operands of a version are numbered from 1 without gaps",
            prepare=_order,
        ),
    )
)
