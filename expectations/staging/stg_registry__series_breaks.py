"""What is claimed of the series breaks on the way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import SERIES_BREAKS

SUITE = Suite(
    claims=passed_through(
        "staging.stg_registry__series_breaks", SERIES_BREAKS.full_name, SERIES_BREAKS.key
    )
)
