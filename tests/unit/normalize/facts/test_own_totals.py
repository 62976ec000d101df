"""A filing's own consolidated figures speak where companyfacts does not hold the filing."""

from __future__ import annotations

import polars as pl

from pipelines.normalize.pipeline import normalize
from tests.support.builders import filing, flow, raw_facts, raw_filings, registry, values
from tests.support.segment_filings import REVENUES, SEGMENTS, YEAR, table

HELD = filing("0000000001-24-000001", "10-K", "2024-02-01", flow(REVENUES, *YEAR, 900))
OWN = {"": 910, f"{SEGMENTS}=acme:AlphaMember": 910}
NEXT_YEAR = ("2024-01-01", "2024-12-31")


def years(*tables: pl.DataFrame) -> dict[str, list[float]]:
    """Millions of each year's versions."""
    return values(
        normalize(
            raw_facts([HELD]), raw_filings([HELD]), registry(), segment_facts=pl.concat(tables)
        ),
        "revenue",
        "year",
    )


def test_a_filing_that_companyfacts_lacks_states_its_total() -> None:
    later = table("0000000001-25-000001", "10-K", "2025-02-01", OWN, NEXT_YEAR)
    assert years(later) == {"2023": [900], "2024": [910]}


def test_of_a_filing_that_companyfacts_holds_it_alone_speaks() -> None:
    assert years(table(HELD.accession, "10-K", "2024-02-01", OWN)) == {"2023": [900]}


def test_the_fact_says_where_it_was_read() -> None:
    later = table("0000000001-25-000001", "10-K", "2025-02-01", OWN, NEXT_YEAR)
    facts = normalize(
        raw_facts([HELD]), raw_filings([HELD]), registry(), segment_facts=later
    ).facts.sort("period_end")
    assert facts.select("source", "accession").rows() == [
        ("sec_company_facts", HELD.accession),
        ("sec_segment_facts", "0000000001-25-000001"),
    ]
