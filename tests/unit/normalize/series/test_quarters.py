"""Discrete quarters: tagged, derived, and refused."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.support.builders import (
    PPE,
    PRODUCTIVE,
    REVENUES,
    Filing,
    cells,
    filing,
    flow,
    normalized,
    operands,
    refusals,
    standing,
    values,
)

Q1, Q2, Q3, Q4 = (
    ("2023-01-01", "2023-03-31"),
    ("2023-04-01", "2023-06-30"),
    ("2023-07-01", "2023-09-30"),
    ("2023-10-01", "2023-12-31"),
)
H1, NINE, YEAR = (("2023-01-01", end) for end in ("2023-06-30", "2023-09-30", "2023-12-31"))
TEN_Q1, TEN_Q2, TEN_Q3, TEN_K = (f"0000000001-2{3 + (n == 4)}-00000{n}" for n in (1, 2, 3, 4))


def year_of_reports(
    first: int = 11, half: int = 32, nine: int = 60, year: int = 95, concept: str = PPE
) -> list[Filing]:
    """A year's four reports, each with its year to date only."""
    return [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(concept, *Q1, first)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(concept, *H1, half)),
        filing(TEN_Q3, "10-Q", "2023-11-01", flow(concept, *NINE, nine)),
        filing(TEN_K, "10-K", "2024-02-01", flow(concept, *YEAR, year)),
    ]


def test_quarters_follow_from_the_year_to_date_and_name_their_operands() -> None:
    result = normalized(year_of_reports())
    assert values(result) == {"2023Q1": [11], "2023Q2": [21], "2023Q3": [28], "2023Q4": [35]}
    found = {name: each[0] for name, each in cells(result).items()}
    assert {name: each["derivation"] for name, each in found.items()} == {
        "2023Q1": "reported",
        "2023Q2": "ytd_difference",
        "2023Q3": "ytd_difference",
        "2023Q4": "year_minus_nine_months",
    }
    assert operands(result, found["2023Q1"]["lineage_id"]) == [(1, PPE, 11, TEN_Q1)]
    assert operands(result, found["2023Q4"]["lineage_id"]) == [
        (1, PPE, 95, TEN_K), (-1, PPE, 60, TEN_Q3),
    ]  # fmt: skip
    fourth = found["2023Q4"]
    assert (fourth["period_start"], fourth["period_end"]) == (
        dt.date(2023, 10, 1), dt.date(2023, 12, 31),
    )  # fmt: skip
    assert fourth["accession"] == TEN_K
    assert values(result, kind="year") == {"2023": [95]}
    assert result.refusals.is_empty()


def test_a_tagged_quarter_beside_the_year_to_date_wins() -> None:
    """Microsoft's 10-Q tags both; within rounding the two agree and nothing is refused."""
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, *Q1, 6_607), flow(REVENUES, *Q1, 52_857)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 15_551), flow(PPE, *Q2, 8_943)),
    ]
    result = normalized(filings)
    (second,) = cells(result)["2023Q2"]
    assert (second["value"], second["derivation"]) == (8_943, "reported")
    assert operands(result, second["lineage_id"]) == [(1, PPE, 8_943, TEN_Q2)]
    assert "ACME capex_cash 2023Q2" not in refusals(result)


def test_a_tagged_quarter_that_the_year_to_date_contradicts_wins_and_says_so() -> None:
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, *Q1, 11)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 45), flow(PPE, *Q2, 21)),
    ]
    result = normalized(filings)
    assert values(result)["2023Q2"] == [21]
    reason = refusals(result)["ACME capex_cash 2023Q2"]["derivation_outranked"]
    assert "34" in reason
    assert "21" in reason
    assert TEN_Q2 in reason


def test_a_recast_year_to_date_is_news_and_outranks_the_older_tag() -> None:
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, *Q1, 11)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32), flow(PPE, *Q2, 21)),
        filing("0000000001-24-000007", "10-Q", "2024-05-01",
               flow(PPE, "2024-01-01", "2024-03-31", 40), flow(PPE, *Q1, 13)),
        filing("0000000001-24-000008", "10-Q", "2024-08-01",
               flow(PPE, "2024-01-01", "2024-06-30", 81), flow(PPE, *H1, 38)),
    ]  # fmt: skip
    second = cells(normalized(filings))["2023Q2"]
    assert [(each["value"], each["derivation"]) for each in second] == [
        (21, "reported"), (25, "ytd_difference"),
    ]  # fmt: skip
    assert second[1]["accession"] == "0000000001-24-000008"


def test_trap_p1_the_year_less_nine_months_needs_one_concept() -> None:
    filings = year_of_reports()[:3]
    filings.append(filing(TEN_K, "10-K", "2024-02-01", flow(PRODUCTIVE, *YEAR, 95)))
    result = normalized(filings)
    assert "2023Q4" not in values(result)
    reason = refusals(result)["ACME capex_cash 2023Q4"]["concept_mismatch"]
    assert PPE in reason
    assert PRODUCTIVE in reason
    assert TEN_K in reason


def test_trap_p1_the_year_is_never_published_as_its_fourth_quarter() -> None:
    result = normalized([filing(TEN_K, "10-K", "2024-02-01", flow(PPE, *YEAR, 4_738))])
    assert values(result) == {}
    assert values(result, kind="year") == {"2023": [4_738]}
    assert set(refusals(result)["ACME capex_cash 2023Q4"]) == {"missing_operand"}


def test_trap_p2_the_year_to_date_is_never_published_as_a_quarter() -> None:
    filings = [
        filing(TEN_Q3, "10-Q", "2023-11-01", flow(PPE, *NINE, 3_042), label=(2023, "Q3")),
    ]
    result = normalized(filings)
    assert values(result) == {}
    reason = refusals(result)["ACME capex_cash 2023Q3"]["missing_operand"]
    assert TEN_Q3 in reason


def test_trap_p3_the_shorter_figure_must_start_on_the_same_day() -> None:
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, "2022-12-31", "2023-03-31", 11)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32)),
        filing(TEN_Q3, "10-Q", "2023-11-01", flow(PPE, *NINE, 60)),
    ]
    result = normalized(filings)
    assert values(result) == {"2023Q1": [11], "2023Q3": [28]}
    reason = refusals(result)["ACME capex_cash 2023Q2"]["start_mismatch"]
    assert TEN_Q2 in reason


def test_trap_p3_last_years_quarter_is_not_subtracted_from_this_year() -> None:
    filings = [
        filing("0000000001-22-000001", "10-Q", "2022-05-01",
               flow(PPE, "2022-01-01", "2022-03-31", 9)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32)),
    ]  # fmt: skip
    result = normalized(filings)
    assert "2023Q2" not in values(result)
    assert set(refusals(result)["ACME capex_cash 2023Q2"]) == {"missing_operand"}


@pytest.mark.parametrize("label", [(2023, "FY"), (None, None)])
def test_trap_p5_a_discrete_fourth_quarter_counts_whatever_its_label(
    label: tuple[int | None, str | None],
) -> None:
    filings = [filing(TEN_K, "10-K", "2024-02-01", flow(PPE, *YEAR, 95), flow(PPE, *Q4, 35),
                      label=label)]  # fmt: skip
    result = normalized(filings)
    (fourth,) = cells(result)["2023Q4"]
    assert (fourth["value"], fourth["derivation"]) == (35, "reported")


@pytest.mark.parametrize("form", ["6-K", "8-K"])
def test_trap_p5_current_reports_without_labels_count(form: str) -> None:
    filings = [
        filing(TEN_Q1, form, "2023-05-01", flow(PPE, *Q1, 11)),
        filing(TEN_Q2, form, "2023-08-01", flow(PPE, *H1, 32)),
    ]
    assert values(normalized(filings)) == {"2023Q1": [11], "2023Q2": [21]}


def test_a_recast_year_without_its_nine_months_leaves_the_quarter_as_it_was() -> None:
    """Meta's 2022: the 10-K of 2025 recasts the year, and no later filing its nine months."""
    filings = [
        *year_of_reports(first=5_441, half=13_069, nine=22_444, year=31_431),
        filing("0000000001-24-000007", "10-Q", "2024-11-01",
               flow(PPE, "2024-01-01", "2024-09-30", 22_831), flow(PPE, *NINE, 22_444)),
        filing("0000000001-26-000009", "10-K", "2026-02-01",
               flow(PPE, "2025-01-01", "2025-12-31", 69_691), flow(PPE, *YEAR, 31_186)),
    ]  # fmt: skip
    result = normalized(filings)
    assert values(result)["2023Q4"] == [31_431 - 22_444]
    assert values(result, kind="year")["2023"] == [31_431, 31_186]
    reason = refusals(result)["ACME capex_cash 2023Q4"]["stale_operand"]
    assert "0000000001-26-000009" in reason


def test_a_recast_year_is_not_differenced_against_nine_months_of_before() -> None:
    """A renamed tag kept the quarter from following; its proof comes with the year's recast."""
    filings = [
        *year_of_reports()[:3],
        filing(TEN_K, "10-K", "2024-02-01", flow(PRODUCTIVE, *YEAR, 95)),
        filing("0000000001-24-000007", "10-Q", "2024-05-01",
               flow(PRODUCTIVE, "2024-01-01", "2024-03-31", 40), flow(PRODUCTIVE, *Q1, 11)),
        filing("0000000001-25-000009", "10-K", "2025-02-01",
               flow(PRODUCTIVE, "2024-01-01", "2024-12-31", 131), flow(PRODUCTIVE, *YEAR, 91)),
    ]  # fmt: skip
    told = refusals(normalized(filings[:4]))["ACME capex_cash 2023Q4"]
    assert set(told) == {"concept_mismatch"}
    result = normalized(filings)
    assert "2023Q4" not in values(result)
    reason = refusals(result)["ACME capex_cash 2023Q4"]["mixed_vintage"]
    assert "0000000001-25-000009" in reason

    # A filing of both on one footing settles it, from its own day on.
    def recast(nine_months: int) -> Filing:
        return filing(
            "0000000001-25-000010", "8-K", "2025-03-01",
            flow(PRODUCTIVE, *YEAR, 91), flow(PRODUCTIVE, *NINE, nine_months),
        )  # fmt: skip

    (fourth,) = cells(normalized([*filings, recast(58)]))["2023Q4"]
    assert (fourth["value"], fourth["accession"]) == (33, "0000000001-25-000010")
    # Where the nine months rose and the year fell, they are not of one scope.
    risen = normalized([*filings, recast(62)])
    assert "2023Q4" not in values(risen)
    assert "scope_changed" in refusals(risen)["ACME capex_cash 2023Q4"]


def test_a_half_tagged_in_an_annual_report_is_not_differenced() -> None:
    """NVIDIA's 10-K of 2018 dates a quarter of its table as a half."""
    filings = [
        *year_of_reports()[:1],
        filing(TEN_K, "10-K", "2024-02-01", flow(PPE, *YEAR, 95), flow(PPE, *H1, 21)),
        filing("0000000001-24-000008", "10-Q", "2024-08-01",
               flow(PPE, "2024-01-01", "2024-06-30", 81), flow(PPE, *H1, 32)),
    ]  # fmt: skip
    (second,) = cells(normalized(filings))["2023Q2"]
    assert (second["value"], second["accession"]) == (21, "0000000001-24-000008")


def test_a_smaller_year_than_nine_months_is_refused() -> None:
    result = normalized(year_of_reports(year=55))
    assert values(result) == {"2023Q1": [11], "2023Q2": [21], "2023Q3": [28]}
    reason = refusals(result)["ACME capex_cash 2023Q4"]["negative_difference"]
    assert TEN_K in reason


def test_a_negative_figure_is_no_reason_to_refuse() -> None:
    result = normalized(year_of_reports(-3, -5, 4, 2, concept=REVENUES))
    assert values(result, "revenue") == {
        "2023Q1": [-3], "2023Q2": [-2], "2023Q3": [9],
    }  # fmt: skip
    assert set(refusals(result)["ACME revenue 2023Q4"]) == {"negative_difference"}


def test_swapped_years_in_the_table_of_quarters_do_not_enter() -> None:
    """Amazon's 10-K of 2012 shows each year's quarters under the other year."""
    previous = [(f"2022{each[0][4:]}", f"2022{each[1][4:]}") for each in (Q1, Q2, Q3, Q4)]
    annual = filing(
        TEN_K, "10-K", "2024-02-01",
        flow(REVENUES, *YEAR, 61_093), flow(REVENUES, "2022-01-01", "2022-12-31", 48_077),
        *(flow(REVENUES, *period, value) for period, value in
          zip((Q1, Q2, Q3, Q4), (9_857, 9_913, 10_876, 17_431), strict=True)),
        *(flow(REVENUES, *period, value) for period, value in
          zip(previous, (13_185, 12_834, 13_806, 21_268), strict=True)),
    )  # fmt: skip
    interim = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(REVENUES, *Q1, 13_185)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(REVENUES, *Q2, 12_834),
               flow(REVENUES, *H1, 26_019)),
        filing(TEN_Q3, "10-Q", "2023-11-01", flow(REVENUES, *Q3, 13_806),
               flow(REVENUES, *NINE, 39_825)),
    ]  # fmt: skip
    result = normalized([*interim, annual])
    assert standing(result, "revenue") == {
        "2023Q1": 13_185, "2023Q2": 12_834, "2023Q3": 13_806, "2023Q4": 21_268,
    }  # fmt: skip
    told = refusals(result)
    for name in ("2022Q1", "2022Q4", "2023Q1", "2023Q4"):
        reason = told[f"ACME revenue {name}"]["quarters_contradict_year"]
        assert TEN_K in reason


def test_a_whole_year_tagged_as_a_quarter_gives_way_to_the_difference() -> None:
    """Oracle's 10-Ks of 2020 to 2022 tag whole years as quarters."""
    filings = year_of_reports()
    filings[3] = filing(TEN_K, "10-K", "2024-02-01", flow(PPE, *YEAR, 95), flow(PPE, *Q4, 95))
    result = normalized(filings)
    (fourth,) = cells(result)["2023Q4"]
    assert (fourth["value"], fourth["derivation"]) == (35, "year_minus_nine_months")
    reason = refusals(result)["ACME capex_cash 2023Q4"]["tag_contradicted"]
    assert TEN_K in reason
    assert "35" in reason


def test_a_tagged_fourth_quarter_may_differ_by_rounding() -> None:
    filings = year_of_reports(first=12, half=33, nine=61, year=96)
    filings[3] = filing(TEN_K, "10-K", "2024-02-01", flow(PPE, *YEAR, 96), flow(PPE, *Q4, 36))
    result = normalized(filings)
    assert values(result)["2023Q4"] == [36]
    assert result.refusals.is_empty()


def test_a_table_of_quarters_that_makes_the_year_within_rounding_is_believed() -> None:
    filings = [
        filing(TEN_K, "10-K", "2024-02-01", flow(PPE, *YEAR, 97),
               *(flow(PPE, *period, value) for period, value in
                 zip((Q1, Q2, Q3, Q4), (11, 21, 28, 35), strict=True)))
    ]  # fmt: skip
    result = normalized(filings)
    assert standing(result) == {"2023Q1": 11, "2023Q2": 21, "2023Q3": 28, "2023Q4": 35}
    assert result.refusals.is_empty()


@pytest.mark.parametrize("start", ["2023-03-31", "2023-04-02"])
def test_a_start_mistyped_by_a_day_stays_one_quarter(start: str) -> None:
    filings = [
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *Q2, 21)),
        filing("0000000001-24-000008", "10-Q", "2024-08-01",
               flow(PPE, "2024-04-01", "2024-06-30", 40), flow(PPE, start, "2023-06-30", 21)),
        filing("0000000001-25-000008", "10-Q", "2025-08-01",
               flow(PPE, "2025-04-01", "2025-06-30", 50), flow(PPE, start, "2023-06-30", 23)),
    ]  # fmt: skip
    second = cells(normalized(filings))["2023Q2"]
    assert [each["value"] for each in second] == [21, 23]


def test_two_figures_for_one_period_in_one_filing_are_not_chosen_between() -> None:
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, *Q1, 11), flow(PPE, *Q1, 13)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32)),
    ]
    result = normalized(filings)
    assert values(result) == {}
    assert result.facts["accession"].to_list() == [TEN_Q2]
    assert f"ACME capex_cash 2023-01-01 to 2023-03-31 {TEN_Q1}" in refusals(result)


def test_a_quarter_is_derived_only_from_what_was_public() -> None:
    """The half-year is filed before the quarter that it needs, and said again after it."""
    late = filing("0000000001-23-000009", "10-Q", "2023-09-01", flow(PPE, *Q1, 11))
    half = filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32))
    assert "2023Q2" not in values(normalized([half, late]))
    again = filing("0000000001-24-000008", "10-Q", "2024-08-01",
                   flow(PPE, "2024-01-01", "2024-06-30", 81), flow(PPE, *H1, 32))  # fmt: skip
    (second,) = cells(normalized([half, late, again]))["2023Q2"]
    assert (second["value"], second["accession"]) == (21, "0000000001-24-000008")


def test_a_half_that_an_annual_report_repeats_is_of_its_vintage() -> None:
    """The year was recast and the nine months were not: the annual report states both."""
    recast = filing(
        "0000000001-24-000010", "10-K/A", "2024-05-01", flow(PPE, *YEAR, 91), flow(PPE, *NINE, 60)
    )
    result = normalized([*year_of_reports(), recast])
    assert values(result)["2023Q4"] == [35, 31]
    assert "ACME capex_cash 2023Q4" not in refusals(result)


def test_nine_months_that_the_annual_reports_own_quarters_make_are_used() -> None:
    recast = filing(
        "0000000001-25-000010", "10-K", "2025-02-01",
        flow(PPE, *YEAR, 91), flow(PPE, *NINE, 56), flow(PPE, *H1, 31),
        flow(PPE, *Q1, 11), flow(PPE, *Q2, 20), flow(PPE, *Q3, 25),
    )  # fmt: skip
    result = normalized([*year_of_reports(year=100), recast])
    assert values(result)["2023Q4"] == [40, 35]


def test_nine_months_that_nothing_proves_are_not_used() -> None:
    recast = filing(
        "0000000001-25-000010", "10-K", "2025-02-01", flow(PPE, *YEAR, 91), flow(PPE, *NINE, 28)
    )
    assert values(normalized([*year_of_reports(), recast]))["2023Q4"] == [35]


def test_nine_months_recast_after_the_year_make_no_quarter_with_it() -> None:
    """General Electric's 2014: the year of August 2015 and the nine months of November.

    The difference would be 37,613 million, where its next annual report says 22,589.
    """
    year = filing("0000000001-24-000008", "8-K", "2024-08-01", flow(PPE, *YEAR, 83))
    nine = filing(
        "0000000001-24-000009", "10-Q", "2024-11-01",
        flow(PPE, "2024-01-01", "2024-09-30", 71), flow(PPE, *NINE, 41), flow(PPE, *Q3, 16),
    )  # fmt: skip
    assert values(normalized([*year_of_reports(), year, nine]))["2023Q4"] == [35]
    # The year filed again is of the nine months' vintage.
    again = filing("0000000001-25-000001", "10-K", "2025-02-01", flow(PPE, *YEAR, 83))
    assert values(normalized([*year_of_reports(), year, nine, again]))["2023Q4"] == [35, 42]


def test_nine_months_said_again_beside_a_recast_year_are_of_its_vintage() -> None:
    """Only the fourth quarter was recast: a filing shows the new year and the old nine months."""
    recast = filing(
        "0000000001-25-000010", "8-K", "2025-03-01", flow(PPE, *YEAR, 91), flow(PPE, *NINE, 60)
    )  # fmt: skip
    assert values(normalized([*year_of_reports(), recast]))["2023Q4"] == [35, 31]


def test_the_operand_at_one_instant_is_the_periodic_reports() -> None:
    instant = "2023-05-01T20:00:00"
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, *Q1, 11), accepted=instant),
        filing("0000000001-23-000099", "8-K", "2023-05-01", flow(PPE, *Q1, 13), accepted=instant),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32)),
    ]
    result = normalized(filings)
    assert values(result) == {"2023Q1": [11], "2023Q2": [21]}
    (second,) = cells(result)["2023Q2"]
    assert operands(result, second["lineage_id"])[1] == (-1, PPE, 11, TEN_Q1)


def test_the_operand_under_the_same_concept_is_preferred_to_a_newer_equal_one() -> None:
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, *Q1, 11)),
        filing("0000000001-23-000009", "8-K", "2023-06-01", flow(PRODUCTIVE, *Q1, 11)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32)),
    ]
    result = normalized(filings)
    (second,) = cells(result)["2023Q2"]
    assert operands(result, second["lineage_id"]) == [
        (1, PPE, 32, TEN_Q2), (-1, PPE, 11, TEN_Q1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("half", "tag", "shown"),
    [(38, 30, [21, 30]), (36, None, [21]), (38, None, [21, 25])],
    ids=["a tag of the same filing wins", "within rounding no news", "news"],
)
def test_a_recast_difference_outranks_an_older_tag_only(
    half: int, tag: int | None, shown: list[int]
) -> None:
    tagged = [] if tag is None else [flow(PPE, *Q2, tag)]
    filings = [
        filing(TEN_Q1, "10-Q", "2023-05-01", flow(PPE, *Q1, 11)),
        filing(TEN_Q2, "10-Q", "2023-08-01", flow(PPE, *H1, 32), flow(PPE, *Q2, 21)),
        filing("0000000001-24-000007", "10-Q", "2024-05-01",
               flow(PPE, "2024-01-01", "2024-03-31", 41), flow(PPE, *Q1, 13)),
        filing("0000000001-24-000008", "10-Q", "2024-08-01",
               flow(PPE, "2024-01-01", "2024-06-30", 83), flow(PPE, *H1, half), *tagged),
    ]  # fmt: skip
    assert values(normalized(filings))["2023Q2"] == shown
