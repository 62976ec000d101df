"""When a filing is public, which forms count, and how finely a filing rounds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.facts.publication_time import (
    counting_forms,
    end_of_day_in_new_york,
    form_priority,
    with_known_from,
    with_rounding_unit,
)
from tests.support.builders import (
    PPE,
    REVENUES,
    cells,
    filing,
    flow,
    normalized,
    raw_facts,
    raw_filings,
    standing,
    values,
)
from tests.support.examples import MANY

Q1 = ("2024-01-01", "2024-03-31")
YEAR, NEXT_YEAR = ("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")


def known(filed: str, accepted: str | None) -> tuple[dt.datetime, str]:
    stated = [filing("0000000001-24-000001", "10-Q", filed, flow(PPE, *Q1, 11), accepted=accepted)]
    frame = with_known_from(raw_facts(stated), raw_filings(stated))
    return frame.select("known_from", "known_from_basis").row(0)


def test_the_acceptance_time_wins() -> None:
    assert known("2024-05-01", "2024-04-30T20:31:07") == (
        dt.datetime(2024, 4, 30, 20, 31, 7), "accepted",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("filed", "last_second"),
    [
        ("2024-07-01", "2024-07-02T03:59:59"),
        ("2024-01-15", "2024-01-16T04:59:59"),
        ("2024-03-09", "2024-03-10T04:59:59"),
        ("2024-03-10", "2024-03-11T03:59:59"),
        ("2024-11-02", "2024-11-03T03:59:59"),
        ("2024-11-03", "2024-11-04T04:59:59"),
    ],
    ids=["summer", "winter", "eve of spring", "spring", "eve of autumn", "autumn"],
)
def test_trap_v2_without_a_time_the_day_in_new_york_must_be_over(
    filed: str, last_second: str
) -> None:
    assert known(filed, None) == (dt.datetime.fromisoformat(last_second), "filed_date_end")


@MANY
@given(st.dates(dt.date(1994, 1, 1), dt.date(2036, 12, 31)))
def test_trap_v2_the_last_second_agrees_with_the_zone_of_the_standard_library(
    day: dt.date,
) -> None:
    local = dt.datetime.combine(day, dt.time(23, 59, 59), ZoneInfo("America/New_York"))
    expected = local.astimezone(dt.UTC).replace(tzinfo=None)
    frame = pl.DataFrame({"day": [day]}).select(end_of_day_in_new_york(pl.col("day")))
    assert frame.item() == expected


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ("10-K", True), ("10-Q", True), ("20-F", True), ("40-F", True), ("6-K", True),
        ("8-K", True), ("10-K/A", True), ("10-Q/A", True), ("20-F/A", True), ("8-K/A", True),
        ("DEF 14A", False), ("DEFA14A", False), ("PRE 14A", False), ("S-1", False),
        ("S-1/A", False), ("424B4", False), ("S-4", False), ("11-K", False), ("ARS", False),
        ("10-K405", False), ("POS AM", False), ("/A", False),
    ],
)  # fmt: skip
def test_trap_p4_periodic_and_current_reports_count_and_nothing_else(
    form: str, counts: bool
) -> None:
    frame = pl.DataFrame({"form": [form]}).select(counting_forms(pl.col("form")))
    assert frame.item() is counts


def test_trap_p4_a_proxy_statement_in_thousands_never_enters() -> None:
    year = ("2024-01-01", "2024-12-31")
    annual = filing("0000000001-25-000001", "10-K", "2025-02-01", flow(PPE, *year, 44_477))
    proxy = filing("0000000001-25-000002", "DEF 14A", "2025-04-10", flow(PPE, *year, "44.477"))
    result = normalized([annual, proxy])
    assert values(result, kind="year") == {"2024": [44_477]}
    assert result.facts["accession"].to_list() == ["0000000001-25-000001"]
    assert result.refusals.filter(pl.col("accession") == "0000000001-25-000002").is_empty()


def test_forms_rank_amendments_over_what_they_amend_and_periodic_over_current() -> None:
    forms = ["8-K", "8-K/A", "10-Q", "10-Q/A"]
    ranks = pl.DataFrame({"form": forms}).select(form_priority(pl.col("form"))).to_series()
    assert ranks.to_list() == sorted(set(ranks))
    assert (
        pl.DataFrame({"form": ["10-K", "20-F", "40-F"]})
        .select(form_priority(pl.col("form")))
        .to_series()
        .n_unique()
        == 1
    )


@pytest.mark.parametrize("order", [1, -1])
def test_at_one_instant_the_periodic_report_speaks(order: int) -> None:
    instant = "2024-04-30T20:05:00"
    release = filing("0000000001-24-000009", "8-K", "2024-04-30", flow(PPE, *Q1, 6_401),
                     accepted=instant)  # fmt: skip
    report = filing("0000000001-24-000003", "10-Q", "2024-04-30", flow(PPE, *Q1, 6_402),
                    accepted=instant)  # fmt: skip
    versions = cells(normalized([release, report][::order]))["2024Q1"]
    assert [(each["value"], each["accession"]) for each in versions] == [
        (6_402, "0000000001-24-000003")
    ]


def test_a_release_an_hour_before_the_report_was_known_an_hour_before() -> None:
    release = filing("0000000001-24-000001", "8-K", "2024-04-30", flow(PPE, *Q1, 6_401),
                     accepted="2024-04-30T20:05:00")  # fmt: skip
    report = filing("0000000001-24-000002", "10-Q", "2024-04-30", flow(PPE, *Q1, 6_401),
                    accepted="2024-04-30T21:05:00")  # fmt: skip
    versions = cells(normalized([report, release]))["2024Q1"]
    assert [(each["value"], each["accession"]) for each in versions] == [
        (6_401, "0000000001-24-000001")
    ]


def rounding_units(*groups: tuple[str, str, list[str]], form: str = "8-K") -> list[int]:
    """The rounding unit of each group of figures: accession, unit, dollars."""
    frame = pl.DataFrame(
        [("ACME", accession, unit, Decimal(value)) for accession, unit, values in groups
         for value in values],
        schema={"company_id": pl.String, "accession": pl.String, "unit": pl.String,
                "value": pl.Decimal(18, 2)},
        orient="row",
    ).with_columns(
        form=pl.lit(form), decimals=pl.lit(None, pl.Int32),
        is_stated_with_decimals=pl.lit(value=False),
    )  # fmt: skip
    found = (
        with_rounding_unit(frame)
        .group_by("accession", "unit")
        .agg(pl.col("rounding_unit").unique())
    )
    by_group = {(row[0], row[1]): row[2] for row in found.rows()}
    assert all(len(units) == 1 for units in by_group.values())
    return [by_group[accession, unit][0] for accession, unit, _ in groups]


def test_a_filing_rounds_as_finely_as_its_finest_figure() -> None:
    assert rounding_units(
        ("a", "USD", ["6400000000", "6842000000"]),
        ("a", "EUR", ["6400000000"]),
        ("b", "USD", ["27300000000"]),
        ("c", "USD", ["27266000000", "123456"]),
        ("d", "USD", ["0", "5000"]),
        ("e", "USD", ["0"]),
        ("f", "USD", ["12.34"]),
        ("g", "USD", ["-6400000", "1234000000"]),
        ("h", "USD", ["5000000000000"]),
    ) == [1_000_000, 100_000_000, 100_000_000, 1, 1_000, 1, 1, 100_000, 1_000_000_000]


def test_a_single_figure_of_a_report_is_of_millions_at_the_coarsest() -> None:
    assert rounding_units(
        ("a", "USD", ["6400000000"]),
        ("a", "EUR", ["6400000000", "6800000000"]),
        ("b", "USD", ["27300000000", "27300000000", "0"]),
        ("c", "USD", ["5000"]),
        form="10-K/A",
    ) == [1_000_000, 100_000_000, 1_000_000, 1_000]


@pytest.mark.parametrize(
    ("recast", "cause"), [(1_004, "comparative_recast"), (1_040, "comparative_recast"), (1_000, "")]
)
def test_a_recast_of_a_round_figure_is_no_rounding(recast: int, cause: str) -> None:
    """A filing of which one round figure is known says nothing of how it rounds."""
    first = filing("0000000001-24-000001", "10-K", "2024-02-01", flow(REVENUES, *YEAR, 1_000))
    later = filing("0000000001-25-000001", "10-K", "2025-02-01",
                   flow(REVENUES, *YEAR, recast), flow(REVENUES, *NEXT_YEAR, 1_111))  # fmt: skip
    versions = normalized([first, later]).versions.filter(
        pl.col("metric_id") == "revenue", pl.col("period_end") == pl.date(2023, 12, 31)
    )
    assert versions["change_cause"].to_list() == ["first_report", *([cause] if cause else [])]


def test_cents_and_negative_amounts_come_through_exactly() -> None:
    quarter = filing("0000000001-24-000001", "10-Q", "2024-05-01",
                     flow(REVENUES, *Q1, "-1234.56789012"), flow(PPE, *Q1, 7))  # fmt: skip
    result = normalized([quarter])
    assert result.versions.filter(pl.col("metric_id") == "revenue")["value"].to_list() == [
        Decimal("-1234567890.12")
    ]
    assert standing(result) == {"2024Q1": 7}
