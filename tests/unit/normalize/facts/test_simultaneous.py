"""Two filings of one day under two accession numbers: versions in turn, or told by name."""

from __future__ import annotations

import pytest

from tests.support.builders import PPE, Filing, filing, flow, normalized, values

YEAR = ("2023-01-01", "2023-12-31")
FIRST, SECOND = "0000000001-24-000001", "0000000001-24-000002"


def annual(
    accession: str, millions: float, accepted: str | None = None, form: str = "10-K"
) -> Filing:
    fact = flow(PPE, *YEAR, millions)
    return filing(accession, form, "2024-02-22", fact, accepted=accepted)


@pytest.mark.parametrize("is_in_turn", [True, False])
def test_two_reports_of_one_day_are_versions_in_the_order_of_acceptance(is_in_turn: bool) -> None:
    times = ["2024-02-22T20:00:00", "2024-02-22T21:00:00"]
    first, second = times if is_in_turn else reversed(times)
    result = normalized([annual(FIRST, 6001.5, first), annual(SECOND, 6511.25, second)])
    figures = [6001.5, 6511.25]
    assert values(result, "capex_cash", kind="year") == {
        "2023": figures if is_in_turn else figures[::-1]
    }
    assert result.refusals.filter(rule="same_moment").is_empty()


@pytest.mark.parametrize("accepted", [None, "2024-02-22T20:00:00"])
def test_of_two_reports_of_one_moment_the_later_number_stands_and_says_so(
    accepted: str | None,
) -> None:
    reports = [annual(FIRST, 6001.5, accepted), annual(SECOND, 6511.25, accepted)]
    for each in (reports, reports[::-1]):
        result = normalized(each)
        assert values(result, "capex_cash", kind="year") == {"2023": [6511.25]}
        [reason] = result.refusals.filter(rule="same_moment")["reason"]
        for part in (FIRST, SECOND, "6001500000.00 and 6511250000.00", "capex_cash of 2023-01-01"):
            assert part in reason


def test_what_repeats_rounds_or_amends_at_one_moment_contradicts_nothing() -> None:
    for other in (
        annual(SECOND, 6001.5),
        annual(SECOND, 6002),
        annual(SECOND, 6511.25, form="10-K/A"),
        annual(SECOND, 6511.25, form="8-K"),
    ):
        result = normalized([annual(FIRST, 6001.5), other])
        assert result.refusals.filter(rule="same_moment").is_empty()
