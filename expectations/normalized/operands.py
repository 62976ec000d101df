"""What is claimed of the operands of the versions."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, missing, name_of, not_recomputed
from pipelines.contracts import FACTS, OPERANDS, VERSIONS

_TABLE = OPERANDS.full_name
_FACT = ["concept", "unit", "period_start", "period_end", "value", "accession"]


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


SUITE = Suite(
    claims=(
        Claim(
            name="every_version_has_operands",
            severity="error",
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
            name="operands_are_filed_facts",
            severity="error",
            expected="every operand is a fact on record, value and filing alike",
            prepare=lambda frames: missing(
                frames[_TABLE],
                frames[FACTS.full_name],
                _FACT,
                name_of("lineage_id", "concept", "accession"),
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
