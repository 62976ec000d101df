"""What is claimed of the results of the checks, those of the stages before this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.claims import STAGES, Claim, Frames, Suite
from expectations.discovery import suites
from expectations.measures import counted, name_of
from pipelines.contracts.normalized import WITHHELD
from pipelines.contracts.published import QUALITY_RESULTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = QUALITY_RESULTS.full_name

# The marts' own results are made while this suite runs.
_EARLIER_STAGES = [stage for stage in STAGES if stage != "marts"]

_CLAIM = ["stage", "table_name", "check_name"]


def _kinds(frames: Frames) -> pl.DataFrame:
    return (
        frames[_TABLE]
        .group_by("stage", "severity", "scope")
        .agg(item=pl.col("check_name").min())
        .sort("stage", "severity", "scope")
    )


def _known_kinds(gxe: Any) -> Sequence[Any]:
    return [
        gxe.ExpectColumnValuesToBeInSet(column="stage", value_set=list(STAGES)),
        gxe.ExpectColumnValuesToBeInSet(column="severity", value_set=["error", "warning"]),
        gxe.ExpectColumnValuesToBeInSet(column="scope", value_set=["company", "structure"]),
    ]


def _newest(frames: Frames) -> pl.DataFrame:
    """The newest result of each claim there is: a stage without news is not checked again."""
    claims = pl.DataFrame(
        [
            (stage, suite.table, claim.name)
            for stage in _EARLIER_STAGES
            for suite in suites(stage)
            for claim in suite.claims
        ],
        schema=dict.fromkeys(_CLAIM, pl.String),
        orient="row",
    )
    return (
        frames[_TABLE]
        .sort("ran_at")
        .unique(_CLAIM, keep="last", maintain_order=True)
        .join(claims, on=_CLAIM, how="semi", maintain_order="left")
    )


def _checks_per_stage(frames: Frames) -> pl.DataFrame:
    counts = (
        frames.derive(_newest)
        .group_by(pl.col("stage").alias("item"))
        .agg(checks=pl.len().cast(pl.Int64))
    )
    stages = pl.DataFrame({"item": _EARLIER_STAGES})
    return stages.join(counts, on="item", how="left", maintain_order="left").with_columns(
        pl.col("checks").fill_null(0)
    )


def _failed_errors(frames: Frames) -> pl.DataFrame:
    """Failed errors but those of company scope whose figures are withheld."""
    withheld = (
        frames[WITHHELD.full_name]
        .select("table_name", "check_name", scope=pl.lit("company"), is_withheld=pl.lit(value=True))
        .unique()
    )
    errors = (
        frames.derive(_newest)
        .filter(pl.col("severity") == "error")
        .join(withheld, on=["table_name", "check_name", "scope"], how="left", maintain_order="left")
    )
    bad = ~pl.col("passed") & pl.col("is_withheld").is_null()
    return counted(errors, bad, name_of("table_name", "check_name"), by="stage")


SUITE = Suite(
    claims=(
        Claim(
            name="stages_and_severities_are_known",
            severity="error",
            expected=(
                "results name one of four stages, the severity error or warning, and the scope "
                "company or structure"
            ),
            prepare=_kinds,
            expectations=_known_kinds,
        ),
        Claim(
            name="earlier_stages_were_checked",
            severity="warning",
            expected=f"there are results of the stages {', '.join(_EARLIER_STAGES)}",
            prepare=_checks_per_stage,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="checks", min_value=1)
            ],
        ),
        Claim(
            name="only_failed_warnings_are_acknowledged",
            severity="error",
            expected="what is acknowledged is a failed check of severity warning",
            prepare=lambda frames: counted(
                frames[_TABLE],
                pl.col("is_acknowledged") & (pl.col("passed") | (pl.col("severity") != "warning")),
                name_of("table_name", "check_name"),
                by="stage",
            ),
        ),
        Claim(
            name="no_error_was_passed_over",
            severity="error",
            expected=(
                "no earlier stage's newest result is a failed check of severity error, but one "
                "whose figures are withheld"
            ),
            prepare=_failed_errors,
        ),
    )
)
