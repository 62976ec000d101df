"""Quarters made of monthly reports, beside filings of the same company."""

from __future__ import annotations

from tests.support.builders import REVENUES, cells, filing, flow, values
from tests.support.spoken import report, with_months

JANUARY = report("2024-01", 100, "2024-02-10")
FEBRUARY = report("2024-02", 200, "2024-03-10")
MARCH = report("2024-03", 300, "2024-04-10")


def test_three_months_are_a_quarter_of_the_total() -> None:
    result = with_months([], JANUARY, FEBRUARY, MARCH)

    (version,) = cells(result, "revenue")["2024Q1"]
    assert version["derivation"] == "sum_of_months"
    assert version["value"] == 0.6
    assert version["unit"] == "TWD"
    assert version["accession"] is None
    operands = result.operands
    assert operands["lineage_id"].unique().to_list() == [version["lineage_id"]]
    assert operands["value"].sum() == 600_000
    assert operands["period_start"].dt.month().to_list() == [1, 2, 3]


def test_two_months_are_none() -> None:
    assert values(with_months([], JANUARY, FEBRUARY), "revenue") == {}


def test_a_restated_month_is_a_version_of_the_quarter() -> None:
    restated = report("2024-01", 110, "2024-05-10", "prior_year", "2025-01")

    versions = cells(with_months([], JANUARY, FEBRUARY, MARCH, restated), "revenue")["2024Q1"]

    assert [version["value"] for version in versions] == [0.6, 0.61]
    assert versions[0]["known_to"] == versions[1]["known_from"]


def test_a_filing_of_the_quarter_replaces_the_months() -> None:
    filed = filing(
        "0000000001-24-000001", "6-K", "2024-05-15",
        flow(REVENUES, "2024-01-01", "2024-03-31", "0.7", unit="TWD"),
    )  # fmt: skip

    versions = cells(with_months([filed], JANUARY, FEBRUARY, MARCH), "revenue")["2024Q1"]

    assert [version["source"] for version in versions] == [
        "taiwan_monthly_revenue",
        "sec_company_facts",
    ]
