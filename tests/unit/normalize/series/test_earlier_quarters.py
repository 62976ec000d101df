"""The year to date less its last quarter: of one vintage, and only where nobody says better."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.builders import (
    CONTRACTS,
    REVENUES,
    Filing,
    cells,
    filing,
    flow,
    normalized,
    operands,
    standing,
    values,
)
from tests.support.spoken import said, with_statements

Q1 = ("2023-01-01", "2023-03-31")
Q2 = ("2023-04-01", "2023-06-30")
Q3 = ("2023-07-01", "2023-09-30")
Q4 = ("2023-10-01", "2023-12-31")
HALF = ("2023-01-01", "2023-06-30")
NINE = ("2023-01-01", "2023-09-30")
YEAR = ("2023-01-01", "2023-12-31")
SECOND, THIRD, ANNUAL = (
    "0000000001-23-000002",
    "0000000001-23-000003",
    "0000000001-24-000001",
)


def second(quarter: int = 1_321, half: int = 2_616, concept: str = REVENUES) -> Filing:
    """The report of the second quarter; its figures are those of AMD's Data Center."""
    return filing(
        SECOND, "10-Q", "2023-08-01", flow(REVENUES, *Q2, quarter), flow(concept, *HALF, half)
    )


def first(value: int, filed: str = "2023-05-01") -> Filing:
    return filing("0000000001-23-000001", "10-Q", filed, flow(REVENUES, *Q1, value))


def test_the_half_less_the_second_quarter_is_the_first() -> None:
    result = normalized([second()])

    (version,) = cells(result, "revenue")["2023Q1"]
    assert (version["value"], version["derivation"]) == (1_295, "ytd_minus_last_quarter")
    assert (version["period_start"], version["period_end"]) == (
        dt.date(2023, 1, 1),
        dt.date(2023, 3, 31),
    )
    assert version["accession"] == SECOND
    assert operands(result, version["lineage_id"]) == [
        (1, REVENUES, 2_616, SECOND),
        (-1, REVENUES, 1_321, SECOND),
    ]


def test_a_tagged_quarter_wins() -> None:
    (version,) = cells(normalized([first(1_300), second()]), "revenue")["2023Q1"]

    assert (version["value"], version["derivation"]) == (1_300, "reported")


def test_a_tag_that_comes_later_replaces_the_difference_if_it_differs() -> None:
    result = normalized([second(), first(1_281, filed="2024-05-01")])

    assert values(result, "revenue")["2023Q1"] == [1_295, 1_281]
    assert standing(result, "revenue", at=dt.datetime(2023, 9, 1))["2023Q1"] == 1_295


def test_nothing_is_known_before_the_newest_operand() -> None:
    result = normalized([second()])

    assert standing(result, "revenue", at=dt.datetime(2023, 7, 31)) == {}


def test_the_comparatives_of_one_filing_restate_the_difference() -> None:
    later = filing(
        "0000000001-24-000002", "10-Q", "2024-08-01",
        flow(REVENUES, *Q2, 1_300), flow(REVENUES, *HALF, 2_580),
        flow(REVENUES, "2024-04-01", "2024-06-30", 2_834),
    )  # fmt: skip

    versions = cells(normalized([second(), later]), "revenue")["2023Q1"]

    assert [version["value"] for version in versions] == [1_295, 1_280]
    assert versions[1]["change_cause"] == "comparative_recast"


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([(Q2, 20, SECOND, "2023-08-01")], {"2023Q1": 10, "2023Q2": 20, "2023Q3": 30}),
        ([(Q1, 10, SECOND, "2023-05-01")], {"2023Q1": 10, "2023Q2": 20, "2023Q3": 30}),
    ],
)
def test_nine_months_less_two_quarters_are_the_other(
    reports: list[tuple[tuple[str, str], int, str, str]], expected: dict[str, int]
) -> None:
    known = [
        filing(accession, "10-Q", day, flow(REVENUES, *period, value))
        for period, value, accession, day in reports
    ]
    nine = filing(THIRD, "10-Q", "2023-11-01", flow(REVENUES, *NINE, 60), flow(REVENUES, *Q3, 30))

    assert standing(normalized([*known, nine]), "revenue") == expected


def test_the_year_less_its_last_quarter_and_half_is_the_third() -> None:
    rows = [
        said(*HALF, 30, stated="2023-07-20"),
        said(*Q4, 40, stated="2024-02-01"),
        said(*YEAR, 100, stated="2024-02-01"),
    ]

    (version,) = cells(with_statements([], *rows), "revenue")["2023Q3"]

    assert (version["value"], version["derivation"]) == (30, "ytd_minus_last_quarter")


def test_trap_v3_a_quarter_recast_between_the_filings_makes_none() -> None:
    recast = filing("0000000001-23-000008", "10-Q", "2023-10-15", flow(REVENUES, *Q2, 26))
    known = filing(SECOND, "10-Q", "2023-08-01", flow(REVENUES, *Q2, 20))
    nine = filing(THIRD, "10-Q", "2023-11-01", flow(REVENUES, *NINE, 60), flow(REVENUES, *Q3, 30))

    assert "2023Q1" not in values(normalized([known, recast, nine]), "revenue")


def test_trap_v3_a_figure_first_stated_as_a_comparative_makes_none_with_another_filing() -> None:
    known = filing(SECOND, "10-Q", "2023-08-01", flow(REVENUES, *Q2, 20))
    later = filing("0000000001-24-000002", "10-Q", "2024-08-01", flow(REVENUES, *HALF, 27))

    assert "2023Q1" not in values(normalized([known, later]), "revenue")


def test_trap_p1_two_concepts_make_none() -> None:
    assert "2023Q1" not in values(normalized([second(concept=CONTRACTS)]), "revenue")


def test_trap_p3_a_quarter_that_ends_elsewhere_makes_none() -> None:
    shifted = filing(
        SECOND, "10-Q", "2023-08-01",
        flow(REVENUES, "2023-04-01", "2023-06-29", 20), flow(REVENUES, *HALF, 30),
    )  # fmt: skip

    assert "2023Q1" not in values(normalized([shifted]), "revenue")


def test_a_quarter_above_its_half_makes_none() -> None:
    assert "2023Q1" not in values(normalized([second(quarter=3_000)]), "revenue")


def test_the_table_of_quarters_in_an_annual_report_is_no_operand() -> None:
    annual = filing(
        ANNUAL, "10-K", "2024-02-15",
        flow(REVENUES, *YEAR, 100), flow(REVENUES, *Q4, 40), flow(REVENUES, *Q3, 30),
    )  # fmt: skip
    half = filing(SECOND, "10-Q", "2023-08-01", flow(REVENUES, *HALF, 30))
    known = filing(THIRD, "10-Q", "2023-11-01", flow(REVENUES, *Q2, 20))

    result = normalized([half, known, annual])

    # The half less the second quarter is the first: both from interim reports.
    assert standing(result, "revenue")["2023Q1"] == 10
    assert cells(result, "revenue")["2023Q3"][0]["derivation"] == "reported"
    assert "2023Q3" not in values(
        normalized([half, filing(ANNUAL, "10-K", "2024-02-15",
                                 flow(REVENUES, *YEAR, 100), flow(REVENUES, *Q4, 40))]),
        "revenue",
    )  # fmt: skip
