"""Facts whose dates can't be those of the filing that states them."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from pipelines.normalize.facts.report_dates import split_misdated
from pipelines.normalize.pipeline import normalize
from pipelines.normalize.revenue_lines.concentration import customer_shares
from tests.support.builders import (
    PPE,
    REVENUES,
    RPO,
    Fact,
    Filing,
    cells,
    filing,
    flow,
    normalized,
    raw_facts,
    raw_filings,
    refusals,
    registry,
    standing,
    stock,
    values,
)
from tests.support.segment_filings import SEGMENTS, line, member, ruled, table

FIRST, NEXT = "0000000001-23-000001", "0000000001-24-000001"
Q1_2023, Q1_2024 = ("2023-01-01", "2023-03-31"), ("2024-01-01", "2024-03-31")


def report(accession: str, form: str, report_date: str | None, *facts: Fact) -> Filing:
    """A report accepted five weeks after its period, of which submissions know the period."""
    newest = dt.date.fromisoformat(report_date or max(fact.end for fact in facts))
    filed = newest + dt.timedelta(days=35)
    return filing(
        accession, form, str(filed), *facts, accepted=f"{filed}T20:30:00", report_date=report_date
    )


FIRST_QUARTER = report(FIRST, "10-Q", "2023-03-31", flow(PPE, *Q1_2023, 1_000))


def test_a_report_whose_contexts_are_dated_a_year_back_restates_nothing() -> None:
    slip = report(NEXT, "10-Q", "2024-03-31", flow(PPE, *Q1_2023, 1_300))
    result = normalized([FIRST_QUARTER, slip])
    (version,) = cells(result)["2023Q1"]
    assert (version["value"], version["known_to"]) == (1_000, None)
    assert "2024Q1" not in values(result)
    reason = refusals(result)[f"ACME capex_cash {NEXT}"]["misdated"]
    for part in (NEXT, "2024-03-31", "2023-03-31", "1300000000 USD"):
        assert part in reason


def test_what_the_report_states_of_its_own_period_is_never_refused() -> None:
    rightly = report(NEXT, "10-Q", "2024-03-31", flow(PPE, *Q1_2024, 1_300),
                     flow(PPE, *Q1_2023, 1_001))  # fmt: skip
    result = normalized([FIRST_QUARTER, rightly])
    assert values(result) == {"2023Q1": [1_000, 1_001], "2024Q1": [1_300]}
    assert result.refusals.filter(pl.col("rule") == "misdated").is_empty()


def test_a_metric_may_stand_in_comparatives_only() -> None:
    """The filing as a whole shows its own period; the tag is one that it gave up."""
    rightly = report(NEXT, "10-Q", "2024-03-31", flow(REVENUES, *Q1_2024, 9_001),
                     flow(PPE, *Q1_2023, 1_300))  # fmt: skip
    assert standing(normalized([FIRST_QUARTER, rightly])) == {"2023Q1": 1_300}


def test_a_shifted_annual_report_and_its_amendment_are_refused() -> None:
    year = report(FIRST, "10-K", "2022-12-31", flow(PPE, "2022-01-01", "2022-12-31", 4_000))
    slips = [
        report(NEXT, "10-K", "2023-12-31", flow(PPE, "2022-01-01", "2022-12-31", 5_000),
               flow(PPE, "2021-01-01", "2021-12-31", 4_000)),
        report("0000000001-24-000002", "10-K/A", "2023-12-31",
               flow(PPE, "2022-01-01", "2022-12-31", 5_001)),
    ]  # fmt: skip
    result = normalized([year, *slips])
    assert values(result, kind="year") == {"2022": [4_000]}
    refused = result.refusals.filter(pl.col("rule") == "misdated")
    assert set(refused["accession"]) == {each.accession for each in slips}


def test_a_figure_of_a_later_period_is_refused_alone() -> None:
    """Contexts dated a quarter ahead, in a report that was filed late."""
    late = filing(
        FIRST, "10-Q", "2023-08-20", flow(PPE, *Q1_2023, 1_000),
        flow(PPE, "2023-04-01", "2023-06-30", 1_200),
        accepted="2023-08-20T20:30:00", report_date="2023-03-31",
    )  # fmt: skip
    result = normalized([late])
    assert values(result) == {"2023Q1": [1_000]}
    assert "1200000000 USD" in refusals(result)[f"ACME capex_cash {FIRST}"]["misdated"]


def test_flows_are_judged_by_flows() -> None:
    """The balance is dated rightly, the flows are a year back."""
    slip = report(NEXT, "10-Q", "2024-03-31", flow(PPE, *Q1_2023, 1_300),
                  stock(RPO, "2024-03-31", 50_000))  # fmt: skip
    result = normalized([FIRST_QUARTER, slip])
    assert standing(result) == {"2023Q1": 1_000}
    assert standing(result, "remaining_performance_obligation", kind="instant")


@pytest.mark.parametrize(("report_date", "end"), [("2023-12-31", "2023-12-30"),
                                                  ("2024-01-31", "2024-01-28"),
                                                  ("2023-12-31", "2024-01-03")])  # fmt: skip
def test_a_year_of_weeks_may_end_beside_the_month_end(report_date: str, end: str) -> None:
    start = str(dt.date.fromisoformat(end) - dt.timedelta(days=363))
    year = filing(FIRST, "10-K", "2024-02-20", flow(PPE, start, end, 4_000),
                  accepted="2024-02-20T20:30:00", report_date=report_date)  # fmt: skip
    kept, misdated = split_misdated(*_frames(year))
    assert (kept.height, misdated.height) == (1, 0)


@pytest.mark.parametrize("form", ["8-K", "6-K"])
def test_current_reports_are_dated_by_their_event(form: str) -> None:
    event = report(NEXT, form, "2024-04-25", flow(PPE, *Q1_2023, 1_300))
    assert split_misdated(*_frames(event))[1].is_empty()


def test_without_submissions_nobody_knows_the_period_of_a_report() -> None:
    late = filing(NEXT, "10-Q", "2024-05-03", flow(PPE, *Q1_2023, 1_300))
    assert values(normalized([FIRST_QUARTER, late])) == {"2023Q1": [1_000, 1_300]}


def test_lines_and_customers_of_a_misdated_report_are_not_read() -> None:
    slip = report(NEXT, "10-K", "2024-12-31", flow(PPE, "2024-01-01", "2024-12-31", 4_000))
    raw = table(NEXT, "10-K", "2025-02-04",
                {"": 100, f"{SEGMENTS}=acme:A": 60, f"{SEGMENTS}=acme:B": 40})  # fmt: skip
    result = normalize(
        *_frames(slip), ruled(line("acme_a", member(SEGMENTS, "acme:A"))), segment_facts=raw
    )
    assert result.facts.filter(pl.col("metric_id") == "acme_a").is_empty()
    assert "2023-12-31" in refusals(result)[f"ACME {NEXT}"]["misdated"]
    benchmark = "us-gaap:ConcentrationRiskByBenchmarkAxis=us-gaap:SalesRevenueNetMember"
    risk = "us-gaap:ConcentrationRiskByTypeAxis=us-gaap:CustomerConcentrationRiskMember"
    customer = f"srt:MajorCustomersAxis=acme:OneMember;{benchmark};{risk}"
    shares = table(NEXT, "10-K", "2025-02-04", {customer: 1},
                   concept="us-gaap:ConcentrationRiskPercentage1")  # fmt: skip
    assert customer_shares(shares, raw_filings([]), registry()).height == 1
    assert customer_shares(shares, raw_filings([slip]), registry()).is_empty()


def _frames(*filings: Filing) -> tuple[pl.DataFrame, pl.DataFrame]:
    return raw_facts(filings), raw_filings(filings)
