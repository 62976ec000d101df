"""What is claimed of the cells that a publication changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import key_is_unique
from expectations.measures import counted, name_of
from pipelines.contracts.published import FCT_CHANGES
from pipelines.publish.changes import CAUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

_KINDS = ["new", "changed", "withdrawn", "known_from_moved"]
_TABLE = FCT_CHANGES.full_name
_NAME = name_of("table_name", "key", "column")


def _kinds(frames: Frames) -> pl.DataFrame:
    return (
        frames[_TABLE]
        .group_by("change", "cause")
        .agg(item=pl.col("key").min())
        .sort("change", "cause")
    )


def _known_kinds(gxe: Any) -> Sequence[Any]:
    return [
        gxe.ExpectColumnValuesToBeInSet(column="change", value_set=_KINDS),
        gxe.ExpectColumnValuesToBeInSet(column="cause", value_set=list(CAUSES)),
    ]


SUITE = Suite(
    claims=(
        key_is_unique(_TABLE, FCT_CHANGES.key),
        Claim(
            name="changes_and_causes_are_known",
            severity="error",
            expected=f"a change is one of {', '.join(_KINDS)}, and names one of the causes",
            prepare=_kinds,
            expectations=_known_kinds,
        ),
        Claim(
            name="changes_follow_from_their_values",
            severity="error",
            expected=(
                "a new cell has no old value, a withdrawn one no new value, a changed one two that "
                "differ, and one whose known_from moved one value and two moments"
            ),
            prepare=lambda frames: counted(
                frames[_TABLE],
                pl.col("change")
                != pl.when(pl.col("old_value").is_null())
                .then(pl.lit("new"))
                .when(pl.col("new_value").is_null())
                .then(pl.lit("withdrawn"))
                .when(pl.col("old_value") != pl.col("new_value"))
                .then(pl.lit("changed"))
                .when(pl.col("old_known_from") != pl.col("new_known_from"))
                .then(pl.lit("known_from_moved"))
                .otherwise(pl.lit("unchanged")),
                _NAME,
                by="table_name",
            ),
        ),
    )
)
