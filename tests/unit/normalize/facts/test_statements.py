"""Statements: known no sooner than they were said, and giving way to filings."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.pipeline import Normalized
from tests.support.builders import (
    MILLION,
    REVENUES,
    cells,
    filing,
    flow,
    refusals,
    standing,
    values,
)
from tests.support.examples import FEW
from tests.support.spoken import said, with_statements

Q1 = ("2023-01-01", "2023-03-31")
Q2 = ("2023-04-01", "2023-06-30")
H1 = ("2023-01-01", "2023-06-30")
TEN_Q = ("0000000001-23-000001", "10-Q", "2023-05-01")
TEN_Q2 = ("0000000001-23-000002", "10-Q", "2023-08-01")


def test_a_statement_is_a_version_of_its_series() -> None:
    result = with_statements([], said(*Q1, 10, stated="2023-04-20"))

    (version,) = cells(result, "revenue")["2023Q1"]
    assert version["value"] == 10
    assert version["source"] == "company_statements"
    assert version["accession"] is None
    assert version["document"] == "press release"
    assert version["known_from"] == dt.datetime(2023, 4, 21, 3, 59, 59)
    assert version["known_from_basis"] == "stated_date_end"


def test_without_a_day_it_is_known_only_since_it_was_entered() -> None:
    result = with_statements([], said(*Q1, 10))

    (version,) = cells(result, "revenue")["2023Q1"]
    assert version["known_from"] == dt.datetime(2026, 11, 24, 4, 59, 59)
    assert version["known_from_basis"] == "entered_date_end"
    assert standing(result, "revenue", at=dt.datetime(2026, 11, 23)) == {}


def test_a_cited_filing_on_record_gives_its_acceptance() -> None:
    cited = filing(*TEN_Q, flow(REVENUES, *H1, 30), accepted="2023-05-01T20:05:00")

    result = with_statements([cited], said(*Q1, 10, accession=TEN_Q[0], stated="2023-05-03"))

    (version,) = cells(result, "revenue")["2023Q1"]
    assert version["known_from"] == dt.datetime(2023, 5, 1, 20, 5)
    assert version["accession"] == TEN_Q[0]


def test_a_filing_outranks_a_statement_entered_later() -> None:
    filed = filing(*TEN_Q, flow(REVENUES, *Q1, 15))

    result = with_statements([filed], said(*Q1, 10))

    assert values(result, "revenue")["2023Q1"] == [15]
    (sentence,) = refusals(result)["ACME revenue quarter 2023-03-31 press release"].values()
    assert "own.csv:2" in sentence
    assert "10000000" in sentence
    assert "15000000" in sentence


def test_the_key_of_a_refused_statement_stays_where_a_row_is_inserted_above_it() -> None:
    filed = filing(*TEN_Q, flow(REVENUES, *Q1, 15))
    refused, other = said(*Q1, 10), said(*Q2, 20, document="another")

    alone, below = (with_statements([filed], *rows) for rows in ([refused], [other, refused]))

    assert set(refusals(alone)) <= set(refusals(below))


def test_a_statement_within_rounding_of_the_filing_is_no_contradiction() -> None:
    filed = filing(*TEN_Q, flow(REVENUES, *Q1, "11.02"))

    result = with_statements([filed], said(*Q1, 11, rounding=1_000_000))

    assert values(result, "revenue")["2023Q1"] == [11.02]
    assert not refusals(result)


def test_a_statement_that_came_first_stands_until_the_filing() -> None:
    filed = filing(*TEN_Q, flow(REVENUES, *Q1, 11))

    result = with_statements([filed], said(*Q1, 10, stated="2023-04-20"))

    first, second = cells(result, "revenue")["2023Q1"]
    assert (first["value"], second["value"]) == (10, 11)
    assert second["change_cause"] == "statement_replaced"
    assert first["known_to"] == second["known_from"]


def test_a_later_finer_statement_is_a_refinement_and_a_later_coarser_one_is_nothing() -> None:
    """39.1 billion is how slides cut 39,178 million: within the rounding of both, and no more."""
    result = with_statements(
        [],
        said(*Q1, 39_100, stated="2023-04-20", rounding=100 * MILLION, document="slides"),
        said(*Q1, 39_178, stated="2023-05-20", document="10-Q"),
        said(*Q1, 39_100, stated="2024-04-20", rounding=100 * MILLION, document="slides, recap"),
    )

    first, second = cells(result, "revenue")["2023Q1"]
    assert (first["value"], second["value"]) == (39_100, 39_178)
    assert (second["change_cause"], second["known_to"]) == ("rounding", None)


def test_a_filing_that_says_a_statement_more_finely_restates_nothing() -> None:
    filed = filing(*TEN_Q, flow(REVENUES, *Q1, 39_112))
    rounded = said(*Q1, 39_100, stated="2023-04-20", rounding=100 * MILLION)

    _, second = cells(with_statements([filed], rounded), "revenue")["2023Q1"]

    assert (second["value"], second["change_cause"]) == (39_112, "rounding")


def test_of_two_documents_of_one_day_the_finer_stands_wherever_its_row_is() -> None:
    rows = [
        said(*Q1, 39_100, stated="2023-04-20", rounding=100 * MILLION, document="slides"),
        said(*Q1, 39_112, stated="2023-04-20", document="release"),
    ]
    for placed in (rows, rows[::-1]):
        assert values(with_statements([], *placed), "revenue") == {"2023Q1": [39_112]}


UNITS = (1, 10, 100, 1_000)


@FEW
@given(
    exact=st.integers(24_000, 26_000),
    spoken=st.lists(st.sampled_from(UNITS), min_size=1, max_size=6),
    cut_off=st.sets(st.sampled_from(UNITS)),
)
def test_of_statements_that_agree_the_finest_so_far_stands(
    exact: int, spoken: list[int], cut_off: set[int]
) -> None:
    """One figure to one unit and another, rounded to some and cut off to others: no restatement."""
    rows: list[dict[str, object]] = []
    expected: list[int] = []
    finest = 1_000_000
    for number, unit in enumerate(spoken, start=1):
        value = exact // unit * unit if unit in cut_off else round(exact / unit) * unit
        rows.append(
            said(*Q1, value, stated=f"2023-05-{number:02d}", rounding=unit * MILLION,
                 document=f"release {number}")
        )  # fmt: skip
        if unit < finest and [value] != expected[-1:]:
            expected.append(value)
        finest = min(unit, finest)

    versions = cells(with_statements([], *rows), "revenue")["2023Q1"]

    assert [version["value"] for version in versions] == expected
    assert {version["change_cause"] for version in versions[1:]} <= {"rounding"}


def test_a_derived_quarter_of_filings_outranks_a_statement_too() -> None:
    filings = [
        filing(*TEN_Q, flow(REVENUES, *Q1, 11)),
        filing(*TEN_Q2, flow(REVENUES, *H1, 31)),
    ]

    result = with_statements(filings, said(*Q2, 25, stated="2023-07-20"))

    first, second = cells(result, "revenue")["2023Q2"]
    assert (first["source"], first["value"]) == ("company_statements", 25)
    assert (second["source"], second["value"]) == ("sec_company_facts", 20)


def test_cumulative_statements_make_quarters_by_difference() -> None:
    result = with_statements(
        [], said(*Q1, 10, stated="2023-04-20"), said(*H1, 25, stated="2023-07-20")
    )

    (version,) = cells(result, "revenue")["2023Q2"]
    assert (version["value"], version["derivation"]) == (15, "ytd_difference")


def test_a_statement_and_a_filing_make_no_difference_together() -> None:
    filed = filing(*TEN_Q2, flow(REVENUES, *H1, 31))

    result = with_statements([filed], said(*Q1, 10, stated="2023-04-20"))

    assert "2023Q2" not in values(result, "revenue")


def test_a_statement_between_filings_breaks_no_series() -> None:
    filed = filing(*TEN_Q, flow(REVENUES, *Q1, 11))

    result = with_statements([filed], said(*Q2, 20, stated="2023-07-20"))

    assert not result.versions["is_series_break"].any()


@pytest.mark.parametrize("line", ["capex_stated"])
def test_trap_a4_a_headline_said_in_words_is_a_series_of_its_own(line: str) -> None:
    result = with_statements([], said(*Q1, 34_900, line=line, stated="2023-04-20"))

    assert set(result.versions["metric_id"]) == {line}


PERIODS = (Q1, Q2, ("2023-07-01", "2023-09-30"), H1, ("2023-01-01", "2023-12-31"))
DAYS = ("2024-01-10", "2024-02-10", "2024-03-10", "2024-04-10")
figures = st.integers(min_value=1, max_value=99)
spoken_rows = st.lists(
    st.tuples(st.sampled_from(PERIODS), figures, st.sampled_from(DAYS)), max_size=8
)


@FEW
@given(filed=spoken_rows, stated=spoken_rows)
def test_trap_v1_nothing_filed_or_said_later_reaches_a_past_day(
    filed: list[tuple[tuple[str, str], int, str]], stated: list[tuple[tuple[str, str], int, str]]
) -> None:
    """Filings, statements and what follows from both, on each day against the history cut there."""

    def told(until: str) -> Normalized:
        filings = [
            filing(f"0000000001-24-{number:06}", "10-Q", day, flow(REVENUES, *period, value))
            for number, (period, value, day) in enumerate(filed)
            if day <= until
        ]
        rows = [
            said(*period, value, stated=day, document=f"release {number}")
            for number, (period, value, day) in enumerate(stated)
            if day <= until
        ]
        return with_statements(filings, *rows)

    whole = told(DAYS[-1])
    for day in DAYS[:-1]:
        cut = told(day)
        last_second = dt.datetime.fromisoformat(f"{day}T23:59:59") + dt.timedelta(hours=6)
        for kind in ("quarter", "year"):
            assert standing(whole, "revenue", kind, last_second) == standing(cut, "revenue", kind)
