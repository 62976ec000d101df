"""Backlogs, commitments and cash flow as the documents have them, read by hand, to the dollar."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.storage.connections import query_published

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun

# Amounts in millions of US dollars: the note or table of the filing of that period.
BACKLOGS = (
    ("AMZN", "2021-12-31", 80_400),
    ("AMZN", "2022-12-31", 110_400),
    ("AMZN", "2023-06-30", 132_100),
    ("AMZN", "2024-12-31", 177_000),
    ("AMZN", "2025-09-30", 200_000),
    ("GOOGL", "2020-12-31", 29_800),
    ("GOOGL", "2025-09-30", 157_700),
    ("GOOGL", "2025-12-31", 242_800),
    ("ORCL", "2024-08-31", 99_100),
    ("MSFT", "2026-06-30", 684_000),
)
COMMITMENTS = (
    ("AMZN", "purchase_obligations", "2021-12-31", 34_902),
    ("AMZN", "purchase_obligations", "2022-12-31", 34_776),
    ("AMZN", "purchase_obligations", "2023-06-30", 33_136),
    ("AMZN", "purchase_obligations", "2024-12-31", 50_375),
    ("AMZN", "purchase_obligations", "2025-09-30", 72_933),
    ("AMZN", "leases_not_commenced", "2021-12-31", 31_155),
    ("AMZN", "leases_not_commenced", "2022-12-31", 27_029),
    ("AMZN", "leases_not_commenced", "2023-06-30", 23_989),
    ("AMZN", "leases_not_commenced", "2024-12-31", 61_627),
    ("AMZN", "leases_not_commenced", "2025-09-30", 75_021),
    # 630 million within a year and 3.1 billion after; 5.8 and 52.7 billion.
    ("GOOGL", "leases_not_commenced", "2022-12-31", 3_730),
    ("GOOGL", "leases_not_commenced", "2025-12-31", 58_500),
    # The interim report tags the whole as what is due within a year.
    ("GOOGL", "leases_not_commenced", "2025-03-31", 17_300),
    ("GOOGL", "leases_not_commenced", "2025-09-30", 42_600),
    ("GOOGL", "purchase_obligations", "2023-06-30", 11_500),
    ("GOOGL", "purchase_obligations", "2025-12-31", 7_700),
    # Operating and finance leases: 9.62 and 1.25 billion.
    ("META", "leases_not_commenced", "2023-06-30", 10_870),
    ("META", "leases_not_commenced", "2025-12-31", 103_770),
    ("META", "purchase_obligations", "2023-06-30", 19_683),
    ("META", "purchase_obligations", "2025-12-31", 131_046),
)
# Operating cash flow, its difference from purchases, and depreciation of a quarter.
QUARTERS = (
    ("AMZN", "operating_cash_flow_usd", "2025-09-30", 35_525),
    ("AMZN", "free_cash_flow_usd", "2025-09-30", 430),
    ("AMZN", "depreciation_usd", "2025-09-30", 10_925),
    ("AMZN", "depreciation_year_earlier_usd", "2025-09-30", 8_316),
    ("ORCL", "operating_cash_flow_usd", "2024-08-31", 7_427),
    ("ORCL", "depreciation_usd", "2024-08-31", 804),
    ("GOOGL", "trailing_operating_cash_flow_usd", "2025-12-31", 164_713),
    ("GOOGL", "trailing_free_cash_flow_usd", "2025-12-31", 73_266),
    ("META", "trailing_operating_cash_flow_usd", "2025-12-31", 115_800),
    ("META", "trailing_free_cash_flow_usd", "2025-12-31", 46_109),
)


def one(recorded: RecordedRun, sql: str, *values: str) -> Decimal:
    _, [(found,)] = query_published(recorded.settings, sql, values)
    assert isinstance(found, Decimal)
    return found / 1_000_000


@pytest.mark.parametrize(("ticker", "day", "millions"), BACKLOGS)
def test_a_backlog_is_that_of_the_note(
    recorded: RecordedRun, ticker: str, day: str, millions: int
) -> None:
    sql = (
        "select value_usd from fct_remaining_performance_obligation "
        "where ticker = ? and period_end = ?::date"
    )
    assert one(recorded, sql, ticker, day) == millions


@pytest.mark.parametrize(("ticker", "kind", "day", "millions"), COMMITMENTS)
def test_a_commitment_is_that_of_the_note(
    recorded: RecordedRun, ticker: str, kind: str, day: str, millions: int
) -> None:
    sql = (
        "select value_usd from fct_commitments "
        "where ticker = ? and commitment_kind = ? and period_end = ?::date"
    )
    assert one(recorded, sql, ticker, kind, day) == millions


@pytest.mark.parametrize(("ticker", "column", "day", "millions"), QUARTERS)
def test_a_side_of_a_ratio_is_that_of_the_statement(
    recorded: RecordedRun, ticker: str, column: str, day: str, millions: int
) -> None:
    sql = f"select {column} from fct_capital_ratios where ticker = ? and period_end = ?::date"
    assert one(recorded, sql, ticker, day) == millions


def test_a_side_filed_later_makes_the_ratio_later(recorded: RecordedRun) -> None:
    """Amazon's 10-K of 2025 came in February 2026: until then four quarters were others."""
    sql = (
        "select max(period_end), max_by(trailing_free_cash_flow_usd, period_end) / 1000000 "
        "from capital_ratios_as_of(?) where ticker = 'AMZN' and trailing_free_cash_flow_usd > 0"
    )
    _, [before] = query_published(recorded.settings, sql, (dt.datetime(2026, 1, 31),))
    assert before == (dt.date(2025, 9, 30), pytest.approx(10_560))
    _, [after] = query_published(recorded.settings, sql, (dt.datetime(2026, 3, 1),))
    assert after == (dt.date(2025, 12, 31), pytest.approx(7_695))


def test_two_scopes_of_one_concept_are_told_apart(recorded: RecordedRun) -> None:
    """Alphabet's obligations were all that cannot be cancelled until 2021, licences since 2022."""
    _, rows = query_published(
        recorded.settings,
        "select min(period_end) from fct_commitments "
        "where ticker = 'GOOGL' and commitment_kind = 'purchase_obligations' "
        "group by scope order by 1",
    )
    assert rows == [(dt.date(2017, 12, 31),), (dt.date(2022, 12, 31),)]
