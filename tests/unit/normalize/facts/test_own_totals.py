"""A filing's own figures speak where companyfacts does not state their concept."""

from __future__ import annotations

import polars as pl

from pipelines.normalize.pipeline import normalize
from pipelines.registry import Alias
from tests.support.builders import (
    filing,
    flow,
    raw_facts,
    raw_filings,
    registry,
    values,
    with_rulings,
)
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


BACKLOG = "us-gaap:RevenueRemainingPerformanceObligation"
FROM = f"{BACKLOG}ExpectedTimingOfSatisfactionStartDateAxis"


def on_a_day(rows: dict[str, int], concept: str = BACKLOG) -> pl.DataFrame:
    """Stocks of the annual report that companyfacts holds."""
    facts = table(HELD.accession, "10-K", "2024-02-01", rows, concept=concept)
    return facts.with_columns(period_start=pl.lit(None, pl.Date))


def backlog(rows: dict[str, int], *rulings: Alias) -> dict[str, list[float]]:
    metric = "remaining_performance_obligation"
    metrics = with_rulings(metric, "ACME", *rulings) if rulings else None
    result = normalize(
        raw_facts([HELD]),
        raw_filings([HELD]),
        registry(metrics=metrics),
        segment_facts=on_a_day(rows, rulings[0].concept if rulings else BACKLOG),
    )
    return values(result, metric, "instant")


def test_a_concept_that_companyfacts_lacks_of_a_filing_it_holds_is_the_filings() -> None:
    assert backlog({"": 70}) == {"2023Q4": [70]}


def test_a_figure_under_an_axis_counts_where_a_ruling_names_it() -> None:
    """Of an axis of dates any date, of another its member alone."""
    assert backlog({f"{FROM}=2024-01-01": 70}) == {}
    assert backlog({f"{FROM}=2024-01-01": 70}, Alias(concept=BACKLOG, axis=FROM)) == {
        "2023Q4": [70]
    }
    ruling = Alias(concept="acme:Backlog", axis=SEGMENTS, member="acme:AlphaMember")
    parts = {f"{SEGMENTS}=acme:AlphaMember": 70, f"{SEGMENTS}=acme:BetaMember": 9}
    assert backlog(parts, ruling) == {"2023Q4": [70]}
