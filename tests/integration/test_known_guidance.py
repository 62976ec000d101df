"""Guidance of the shipped data: known statements, what was spent, and what moved without a cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun


@pytest.mark.parametrize(
    ("ticker", "horizon", "said", "low", "high", "spent", "error_pct", "outcome"),
    [
        ("META", "FY2022", "2022-10-26", 32.0, 33.0, 32.036, 1.4, "inside"),
        ("META", "FY2023", "2022-10-26", 34.0, 39.0, 28.103, 29.9, "below"),
        ("META", "FY2024", "2024-10-30", 38.0, 40.0, 39.225, -0.6, "inside"),
        ("META", "FY2025", "2025-10-29", 70.0, 72.0, 72.215, -1.7, "above"),
        ("GOOGL", "FY2025", "2025-02-04", 75.0, 75.0, 91.447, -18.0, "above"),
        ("GOOGL", "FY2025", "2025-10-29", 91.0, 93.0, 91.447, 0.6, "inside"),
        ("AMZN", "FY2023", "2023-10-26", 50.0, 50.0, 48.4, 3.3, "below"),
        ("AMZN", "FY2025", "2025-10-30", 125.0, 125.0, 128.32, -2.6, "above"),
        ("MSFT", "FY2026Q1", "2025-07-30", 30.0, None, 34.9, None, "inside"),
        ("ORCL", "FY2024", "2024-03-11", 7.0, 7.5, 6.866, 5.6, "below"),
        ("ORCL", "FY2026", "2026-03-10", 50.0, 50.0, 55.663, -10.2, "above"),
        ("CRWV", "FY2025", "2025-11-10", 12.0, 14.0, 14.9, -12.8, "above"),
    ],
)
def test_a_known_statement_is_held_against_what_was_spent(
    recorded: RecordedRun,
    ticker: str,
    horizon: str,
    said: str,
    low: float,
    high: float | None,
    spent: float,
    error_pct: float | None,
    outcome: str,
) -> None:
    assert recorded.rows(
        "select low_usd::double / 1e9, high_usd::double / 1e9, actual_usd::double / 1e9, "
        "round(error_pct, 1), outcome from fct_guidance_accuracy "
        f"where ticker = '{ticker}' and horizon = '{horizon}' and issued_date = '{said}'"
    ) == [(low, high, spent, error_pct, outcome)]


def test_every_guided_year_with_an_actual_at_hand_is_compared(recorded: RecordedRun) -> None:
    """Of the five hyperscalers; Microsoft guided these years by direction alone."""
    compared = recorded.rows(
        "select ticker, string_agg(distinct horizon, ' ' order by horizon) "
        "from fct_guidance_accuracy inner join dim_companies using (company_id, ticker) "
        "where spender_group = 'hyperscaler' and horizon_grain = 'year' "
        "and actual_usd is not null group by all order by all"
    )
    assert dict(compared) == {
        "AMZN": "FY2023 FY2024 FY2025",
        "GOOGL": "FY2023 FY2024 FY2025",
        "META": "FY2022 FY2023 FY2024 FY2025",
        "MSFT": "FY2025",
        "ORCL": "FY2024 FY2025 FY2026",
    }


def test_what_is_not_compared_says_why(recorded: RecordedRun) -> None:
    assert recorded.rows(
        "select count(*) from fct_guidance_accuracy where error_pct is null "
        "and missing_reason is null"
    ) == [(0,)]
    # On the basis that Amazon guided in 2024 nothing at hand states the year.
    assert recorded.rows(
        "select missing_reason from fct_guidance_accuracy where ticker = 'AMZN' "
        "and horizon = 'FY2024' and low_usd is not null"
    ) == [("what was spent on the basis company_stated is stated in dollars for 0 of 4 quarters",)]


def test_what_an_accounting_change_moves_is_no_cut(recorded: RecordedRun) -> None:
    """Microsoft's calendar 2026: more leases are operating leases, and as much is invested."""
    assert recorded.rows(
        "select step, change_usd, change_pct, earlier_midpoint_usd::double / 1e9, "
        "midpoint_usd::double / 1e9 from fct_guidance_revisions where ticker = 'MSFT'"
    ) == [("accounting_change", None, None, 190.0, 175.0)]
    assert recorded.rows(
        "select missing_reason from fct_guidance_accuracy where ticker = 'MSFT' "
        "and horizon = 'CY2026' and not is_standing"
    ) == [("what counts changed on 2026-07-29: what was spent is stated on the new definition",)]
    # In cash it is what it was: of 190 billion, as three quarters of the old definition have it.
    assert recorded.rows(
        "select comparable_low_usd::double / 1e9, comparable_definition from fct_capex_guidance "
        "where ticker = 'MSFT' and horizon = 'CY2026' order by issued_date"
    ) == [(190.0, 0), (190.0, 0)]
    in_cash = 190e9 * (19.394 + 29.876 + 30.876) / (34.9 + 37.5 + 31.9)
    [(quarter,)] = recorded.rows(
        "select value_usd from fct_capex_ahead where ticker = 'MSFT' "
        "and calendar_quarter = '2026Q4'"
    )
    assert round(float(quarter)) == round((in_cash - 30.876e9 - 35.802e9) / 2)


def test_guidance_goes_by_its_short_name_as_of_a_day(recorded: RecordedRun) -> None:
    """On that day Meta's range of April stood."""
    assert recorded.rows(
        "select issued_date::varchar, low_usd::double / 1e9 from guidance_as_of("
        "timestamp '2025-06-01') where ticker = 'META' and horizon = 'FY2025' "
        "and superseded_by is null"
    ) == [("2025-04-30", 64.0)]


def test_each_amount_is_a_step_from_the_one_before(recorded: RecordedRun) -> None:
    assert recorded.rows(
        "select issued_date::varchar, step, round(change_pct, 1) from fct_guidance_revisions "
        "where ticker = 'GOOGL' order by 1"
    ) == [
        ("2025-07-23", "up", 13.3),
        ("2025-10-29", "up", 8.2),
        ("2026-04-29", "up", 2.8),
        ("2026-07-22", "up", 8.1),
    ]


def test_what_is_left_of_a_guided_year_is_reckoned_alike_twice(recorded: RecordedRun) -> None:
    """For the size of the market in SQL and for forecasts in Python: see `analysis/guidance.py`.

    Apart they are where another statement or another four quarters of a ratio stood between.
    """
    both = recorded.rows(
        """
        select said.spender, said.origin_quarter, ahead.horizon,
            sum(said.value) / sum(ahead.value_usd) as to_mart
        from fct_forecast_accuracy as said
        inner join fct_capex_ahead_history as ahead
            on ahead.company_id = said.spender
            and ahead.calendar_quarter = said.calendar_quarter
            and ahead.method = 'guidance'
            and ahead.shown_from <= said.known_from
            and (ahead.shown_to is null or ahead.shown_to > said.known_from)
        where said.method = 'guidance' and said.series_kind = 'capex'
        group by all
        """
    )
    ratios = [float(ratio) for *_, ratio in both]
    assert len(ratios) >= 30
    assert all(abs(ratio - 1) < 0.05 for ratio in ratios), both
    assert sum(abs(ratio - 1) < 1e-5 for ratio in ratios) >= 0.75 * len(ratios), both
