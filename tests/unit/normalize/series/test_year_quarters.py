"""The year less its three quarters: only of one vintage, and only where nobody says better."""

from __future__ import annotations

from tests.support.builders import REVENUES, cells, filing, flow, values
from tests.support.spoken import said, with_statements

QUARTERS = [
    ("2023-01-01", "2023-03-31", 10, "2023-04-20"),
    ("2023-04-01", "2023-06-30", 20, "2023-07-20"),
    ("2023-07-01", "2023-09-30", 30, "2023-10-20"),
]
YEAR = ("2023-01-01", "2023-12-31")


def three_quarters() -> list[dict[str, object]]:
    return [said(start, end, value, stated=day) for start, end, value, day in QUARTERS]


def test_the_fourth_quarter_is_the_year_less_three() -> None:
    result = with_statements([], *three_quarters(), said(*YEAR, 100, stated="2024-02-01"))

    (version,) = cells(result, "revenue")["2023Q4"]
    assert (version["value"], version["derivation"]) == (40, "year_minus_quarters")
    operands = result.operands.filter(result.operands["lineage_id"] == version["lineage_id"])
    assert (operands["sign"] * operands["value"]).sum() == 40_000_000
    assert operands["sign"].to_list() == [1, -1, -1, -1]


def test_trap_v3_a_year_first_stated_as_a_comparative_makes_no_quarter() -> None:
    result = with_statements([], *three_quarters(), said(*YEAR, 100, stated="2025-02-01"))

    assert "2023Q4" not in values(result, "revenue")


def test_trap_v3_a_quarter_recast_before_the_year_makes_none() -> None:
    recast = said(*QUARTERS[0][:2], 12, stated="2023-11-01", document="recast")

    result = with_statements([], *three_quarters(), recast, said(*YEAR, 100, stated="2024-02-01"))

    assert "2023Q4" not in values(result, "revenue")


def test_a_recast_after_the_year_changes_nothing_of_the_past() -> None:
    recast = said(*QUARTERS[0][:2], 12, stated="2025-04-20", document="recast")

    result = with_statements([], *three_quarters(), said(*YEAR, 100, stated="2024-02-01"), recast)

    assert values(result, "revenue")["2023Q4"] == [40]


def test_a_missing_quarter_makes_none() -> None:
    result = with_statements([], *three_quarters()[1:], said(*YEAR, 100, stated="2024-02-01"))

    assert "2023Q4" not in values(result, "revenue")


def test_a_negative_difference_is_not_stated() -> None:
    result = with_statements([], *three_quarters(), said(*YEAR, 50, stated="2024-02-01"))

    assert "2023Q4" not in values(result, "revenue")


def test_a_zero_tagged_by_a_shell_is_no_quarter() -> None:
    rows = three_quarters()
    rows[2] = said(*QUARTERS[2][:2], 0, stated="2023-10-20")

    result = with_statements([], *rows, said(*YEAR, 100, stated="2024-02-01"))

    assert "2023Q4" not in values(result, "revenue")


def test_nine_months_at_hand_are_preferred() -> None:
    forms = (("10-Q", "2023-05-01"), ("10-Q", "2023-08-01"), ("10-Q", "2023-11-01"))
    filings = [
        filing(f"0000000001-23-00000{n}", *forms[n], flow(REVENUES, start, end, value))
        for n, (start, end, value, _) in enumerate(QUARTERS)
    ]
    nine = filing("0000000001-23-000009", "10-Q", "2023-11-02",
                  flow(REVENUES, "2023-01-01", "2023-09-30", 60))  # fmt: skip
    year = filing("0000000001-24-000001", "10-K", "2024-02-01", flow(REVENUES, *YEAR, 100))

    result = with_statements([*filings, nine, year])

    (version,) = cells(result, "revenue")["2023Q4"]
    assert version["derivation"] == "year_minus_nine_months"


def test_a_quarter_and_its_year_of_one_release_are_one_version_the_finer() -> None:
    quarter = ("2023-10-01", "2023-12-31")
    coarse = said(*quarter, 40, stated="2024-02-01", rounding=10_000_000, document="release")
    nine_months = said("2023-01-01", "2023-09-30", 60, stated="2023-10-20")
    year = said(*YEAR, 102, stated="2024-02-01", document="annual report")

    result = with_statements([], nine_months, coarse, year)

    (version,) = cells(result, "revenue")["2023Q4"]
    assert (version["value"], version["derivation"]) == (42, "year_minus_nine_months")


def test_a_quarter_said_outright_needs_no_year_less_its_quarters() -> None:
    quarter = ("2023-10-01", "2023-12-31")
    coarse = said(*quarter, 40, stated="2024-02-01", rounding=10_000_000, document="release")
    year = said(*YEAR, 102, stated="2024-02-01", document="annual report")

    result = with_statements([], *three_quarters(), coarse, year)

    (version,) = cells(result, "revenue")["2023Q4"]
    assert (version["value"], version["derivation"]) == (40, "reported")


def test_a_quarter_and_its_year_of_one_day_that_disagree_leave_the_quarter() -> None:
    quarter = ("2023-10-01", "2023-12-31")
    spoken = said(*quarter, 40, stated="2024-02-01", rounding=10_000_000, document="release")
    year = said(*YEAR, 160, stated="2024-02-01", document="annual report")

    result = with_statements([], *three_quarters(), spoken, year)

    (version,) = cells(result, "revenue")["2023Q4"]
    assert (version["value"], version["derivation"]) == (40, "reported")
