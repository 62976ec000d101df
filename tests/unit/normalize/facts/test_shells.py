"""Zeros of a company without a business are no figures that a later filing restates."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.builders import (
    CONTRACTS,
    PPE,
    REVENUES,
    Filing,
    cells,
    filing,
    flow,
    normalized,
    refusals,
    standing,
    values,
)

Q1_2019, Q1_2020 = ("2019-01-01", "2019-03-31"), ("2020-01-01", "2020-03-31")
YEAR_2018 = ("2018-01-01", "2018-12-31")


def merger() -> list[Filing]:
    """Vertiv in outline: a blank-check company's zeros, then the business that it merged with."""
    return [
        filing("0000000001-19-000001", "10-K", "2019-03-13", flow(REVENUES, *YEAR_2018, 0)),
        filing("0000000001-19-000002", "10-Q", "2019-05-08", flow(REVENUES, *Q1_2019, 0)),
        filing("0000000001-20-000001", "10-Q", "2020-05-07", flow(CONTRACTS, *Q1_2020, "897.3"),
               flow(CONTRACTS, *Q1_2019, "1054.8"), flow(PPE, *Q1_2020, "10.7")),
        filing("0000000001-21-000001", "10-K", "2021-03-01",
               flow(CONTRACTS, *YEAR_2018, "4285.6"),
               flow(CONTRACTS, "2020-01-01", "2020-12-31", "4370.6")),
    ]  # fmt: skip


def test_comparatives_of_the_business_restate_no_zero_of_the_shell() -> None:
    result = normalized(merger())
    (quarter,) = cells(result, "revenue")["2019Q1"]
    assert (quarter["value"], quarter["change_cause"], quarter["is_series_break"]) == (
        1054.8, "first_report", False,
    )  # fmt: skip
    assert values(result, "revenue", kind="year")["2018"] == [4285.6]
    reason = refusals(result)["ACME revenue"]["shell_zero"]
    for part in ("0000000001-19-000002", "2019-03-31", "2 periods"):
        assert part in reason


def test_on_a_day_of_the_shell_nothing_is_known() -> None:
    then = dt.datetime(2019, 12, 31)
    assert standing(normalized(merger()), "revenue", at=then) == {}
    assert normalized(merger()[:2]).versions.is_empty()


def test_a_company_that_spends_has_a_business_though_its_revenue_be_zero() -> None:
    reports = [
        filing("0000000001-19-000002", "10-Q", "2019-05-08", flow(REVENUES, *Q1_2019, 0),
               flow(PPE, *Q1_2019, 3)),
        filing("0000000001-20-000001", "10-Q", "2020-05-07", flow(REVENUES, *Q1_2020, 7),
               flow(REVENUES, *Q1_2019, 1)),
    ]  # fmt: skip
    assert values(normalized(reports), "revenue")["2019Q1"] == [0, 1]


def test_a_zero_after_the_first_figure_is_a_figure() -> None:
    reports = [
        filing("0000000001-19-000002", "10-Q", "2019-05-08", flow(REVENUES, *Q1_2019, 5)),
        filing("0000000001-20-000001", "10-Q", "2020-05-07", flow(REVENUES, *Q1_2020, 0)),
    ]
    result = normalized(reports)
    assert values(result, "revenue") == {"2019Q1": [5], "2020Q1": [0]}
    assert result.refusals.filter(pl.col("rule") == "shell_zero").is_empty()
