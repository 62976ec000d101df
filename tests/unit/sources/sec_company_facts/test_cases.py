"""Bodies of real filers, from parsing to what is normalised of them."""

from __future__ import annotations

import pytest

from pipelines.normalize.pipeline import normalize
from pipelines.sources.sec_company_facts.source import parse
from tests.support.builders import company, raw_filings, refusals, registry, values
from tests.support.shared import SHARED_FOLDER

SHARED = SHARED_FOLDER / "data/companyfacts_trimmed"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are absent")
def test_case_c01_ibm_after_kyndryl() -> None:
    body = (SHARED / "valuation-galaxy_2026-07-24" / "IBM.json").read_bytes()
    entries = registry(company("IBM", cik=51143))
    facts = parse(body, "IBM", 51143, entries.concepts).frame
    result = normalize(facts, raw_filings([]), entries)
    assert values(result, "revenue")["2021Q4"] == [16_694]
    assert values(result, "revenue")["2022Q4"] == [16_690]
    assert "scope_changed" in refusals(result)["IBM revenue 2021Q4"]
