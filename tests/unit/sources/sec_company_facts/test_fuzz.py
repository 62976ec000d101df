"""The parser of company facts on damaged bodies: each that says nothing is refused alone."""

from __future__ import annotations

from pipelines.sources.sec_company_facts import source as sec_company_facts
from tests.support import fuzzing
from tests.support.api_bodies import CIK, fact, facts_body

FACTS = [
    facts_body(fact(), fact(val=1.5, start=None)),
    facts_body(fact(frame="CY2025Q1"), Revenues=[fact(val=2, fy=None, fp=None)]),
]


def test_companyfacts() -> None:
    def parse(bodies: list[bytes]) -> None:
        items = [sec_company_facts.CompanyBody(body, "GOOGL", CIK) for body in bodies]
        assert len(sec_company_facts.parse_batch(items)) == len(bodies)

    fuzzing.try_batches(parse, FACTS, seed=1)
