"""What is claimed of the versions on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import VERSIONS

SUITE = Suite(
    claims=passed_through("staging.stg_metrics__versions", VERSIONS.full_name, VERSIONS.key)
)
