"""The segments of the value chain."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run
from pipelines.contracts.normalized import SEGMENTS

KEY = SEGMENTS.key

# The value chain of the design, section 2.
_SEGMENT_IDS = ["core_compute", "interconnect", "physical_connectivity", "thermal_power"]


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="segment_id",
            value_set=_SEGMENT_IDS,
            description=f"the segments are {', '.join(_SEGMENT_IDS)}, each with sub-segments",
            meta={"check": "segments_are_the_value_chain"},
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="sub_segment_id",
            description="each sub-segment belongs to one segment",
            meta={"check": "sub_segment_is_unique"},
        ),
    ]
