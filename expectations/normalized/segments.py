"""What is claimed of the segments of the value chain."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Suite
from expectations.measures import doubled
from pipelines.contracts.normalized import SEGMENTS

_TABLE = SEGMENTS.full_name

# The value chain of the design, section 2.
_SEGMENT_IDS = ["core_compute", "interconnect", "physical_connectivity", "thermal_power"]

SUITE = Suite(
    claims=(
        Claim(
            name="segments_are_the_value_chain",
            severity="error",
            expected=f"the segments are {', '.join(_SEGMENT_IDS)}, each with sub-segments",
            prepare=lambda frames: frames[_TABLE].select(
                pl.col("sub_segment_id").alias("item"), "segment_id"
            ),
            expectations=lambda gxe: [
                gxe.ExpectColumnDistinctValuesToEqualSet(
                    column="segment_id", value_set=_SEGMENT_IDS
                )
            ],
        ),
        Claim(
            name="sub_segment_is_unique",
            severity="error",
            expected="each sub-segment belongs to one segment",
            prepare=lambda frames: doubled(frames[_TABLE], ["sub_segment_id"]),
        ),
    )
)
