"""What is claimed of the published segments."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import key_is_unique, rows_are_kept
from pipelines.contracts.normalized import SEGMENTS

_TABLE = "marts.dim_segments"

SUITE = Suite(
    claims=(
        rows_are_kept(_TABLE, SEGMENTS.full_name),
        key_is_unique(_TABLE, ["segment_id", "sub_segment_id"]),
    )
)
