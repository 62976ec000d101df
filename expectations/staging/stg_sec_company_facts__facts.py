"""What is claimed of the facts on their way into the warehouse."""

from __future__ import annotations

from expectations.claims import Suite
from expectations.common_claims import passed_through
from pipelines.contracts.normalized import FACTS

SUITE = Suite(
    claims=passed_through("staging.stg_sec_company_facts__facts", FACTS.full_name, FACTS.key)
)
