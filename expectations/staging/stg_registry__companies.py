"""What is claimed of the companies on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import COMPANIES

SUITE = Suite(
    claims=passed_through("staging.stg_registry__companies", COMPANIES.full_name, COMPANIES.key)
)
