"""What is claimed of the segments on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import SEGMENTS

SUITE = Suite(
    claims=passed_through("staging.stg_registry__segments", SEGMENTS.full_name, SEGMENTS.key)
)
