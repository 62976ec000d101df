"""Figures off by a power of a thousand: refused by what was public, and only by that."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import (
    PPE,
    REVENUES,
    Filing,
    filing,
    flow,
    normalized,
    refusals,
    standing,
    values,
)
from tests.support.examples import FEW

QUARTERS = (
    ("2022-01-01", "2022-03-31", "2022-05-01"),
    ("2022-04-01", "2022-06-30", "2022-08-01"),
    ("2022-07-01", "2022-09-30", "2022-11-01"),
    ("2022-10-01", "2022-12-31", "2023-02-01"),
    ("2023-01-01", "2023-03-31", "2023-05-01"),
    ("2023-04-01", "2023-06-30", "2023-08-01"),
)
NAMES = ("2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2")


def accession(place: int) -> str:
    return f"0000000001-23-{place:06}"


def reports(*millions: float | str) -> list[Filing]:
    """A report for each quarter."""
    return [
        filing(accession(place), "10-Q", filed, flow(REVENUES, start, end, value))
        for place, (value, (start, end, filed)) in enumerate(zip(millions, QUARTERS, strict=False))
    ]


@pytest.mark.parametrize("slipped", [131_000, "0.131", 131_000_000, "0.000131"])
def test_a_figure_off_by_a_power_of_a_thousand_is_refused(slipped: float | str) -> None:
    result = normalized(reports(101, 111, 121, slipped, 141, 151))

    assert set(standing(result, "revenue")) == set(NAMES) - {"2022Q4"}
    reason = refusals(result)[f"ACME revenue 2022-10-01 to 2022-12-31 {accession(3)}"]
    assert list(reason) == ["scale_slip"]
    assert "121000000.00 for 2022-07-01 to 2022-09-30" in reason["scale_slip"]


def test_a_figure_to_date_is_weighed_by_the_day() -> None:
    filings = [
        filing(accession(1), "10-K", "2023-02-01", flow(PPE, "2022-01-01", "2022-12-31", 400)),
        filing(accession(2), "10-Q", "2023-05-01", flow(PPE, "2023-01-01", "2023-03-31", 110)),
        filing(accession(3), "10-Q", "2023-08-01", flow(PPE, "2023-01-01", "2023-06-30", 230_000)),
        filing(accession(4), "10-Q", "2023-11-01", flow(PPE, "2023-01-01", "2023-09-30", 360)),
    ]

    result = normalized(filings)

    assert standing(result) == {"2023Q1": 110}
    assert (
        "scale_slip" in refusals(result)[f"ACME capex_cash 2023-01-01 to 2023-06-30 {accession(3)}"]
    )


def test_the_later_filing_that_says_it_at_its_scale_stands() -> None:
    filings = reports(101, 111, 121, 131_000)
    later = filing(accession(9), "10-K", "2023-03-01", flow(REVENUES, *QUARTERS[3][:2], 131))

    result = normalized([*filings, later])

    assert values(result, "revenue")["2022Q4"] == [131]
    assert standing(result, "revenue", at=dt.datetime(2023, 2, 20)) == dict(
        zip(NAMES[:3], (101, 111, 121), strict=True)
    )


def test_what_was_public_by_then_decides() -> None:
    # Nothing shows the first two to have slipped; the third filing's figures do not agree.
    result = normalized(reports("0.101", 111, 121, 131))

    assert standing(result, "revenue") == dict(zip(NAMES[:4], (0.101, 111, 121, 131), strict=True))


def test_one_filing_alone_shows_no_scale() -> None:
    first = filing(
        accession(0), "10-K", "2022-02-01",
        flow(REVENUES, "2020-01-01", "2020-12-31", "0.400"),
        flow(REVENUES, "2021-01-01", "2021-12-31", "0.440"),
    )  # fmt: skip
    second = filing(
        accession(1), "10-K", "2023-02-01",
        flow(REVENUES, "2021-01-01", "2021-12-31", 440),
        flow(REVENUES, "2022-01-01", "2022-12-31", 480),
    )  # fmt: skip

    result = normalized([first, second])

    assert standing(result, "revenue", "year") == {"2020": 0.4, "2021": 440, "2022": 480}


def test_the_comparatives_of_the_filing_that_slipped_show_it() -> None:
    first = filing(
        accession(0), "10-K", "2022-02-01",
        flow(REVENUES, "2020-01-01", "2020-12-31", 400),
        flow(REVENUES, "2021-01-01", "2021-12-31", 440),
    )  # fmt: skip
    second = filing(
        accession(1), "10-K", "2023-02-01",
        flow(REVENUES, "2021-01-01", "2021-12-31", 440),
        flow(REVENUES, "2022-01-01", "2022-12-31", 480_000),
    )  # fmt: skip

    result = normalized([first, second])

    assert standing(result, "revenue", "year") == {"2020": 400, "2021": 440}


@pytest.mark.parametrize(
    "grown", [(1, 2, 3, 60, 70, 80), (0, 0, 1, 900, 950, 1000), (0, 0, 0, 5, 6, 7)]
)
def test_growth_is_no_slip(grown: tuple[int, ...]) -> None:
    shown = standing(normalized(reports(*grown)), "revenue")
    # The zeros of a shell are no figures of the business (`shells.py`).
    expected = {name: value for name, value in zip(NAMES, grown, strict=True) if value}
    assert {name: value for name, value in shown.items() if value} == expected


@FEW
@given(st.lists(st.integers(500, 1_500), min_size=6, max_size=6), st.integers(2, 5))
def test_of_a_steady_series_the_slip_alone_is_refused(steady: list[int], place: int) -> None:
    slipped = [value * 1_000 if at == place else value for at, value in enumerate(steady)]

    assert standing(normalized(reports(*steady)), "revenue") == dict(
        zip(NAMES, steady, strict=True)
    )
    assert standing(normalized(reports(*slipped)), "revenue") == {
        name: value
        for at, (name, value) in enumerate(zip(NAMES, steady, strict=True))
        if at != place
    }
