"""Three figures of one quarter are one sentence, wherever it is told."""

from __future__ import annotations

from pipelines.publish.answers import three_answers

TOTAL = {
    "calendar_quarter": "2026Q3",
    "origin_quarter": "2026Q2",
    "value": 199,
    "members_value": 202,
}
MARKET = {"capex_ahead_usd": 222, "companies_guided": 4, "companies": 5}


def test_the_market_is_told_beside_both_forecasts_where_it_has_all_of_them() -> None:
    told = three_answers(TOTAL, MARKET, "{} billion".format)
    assert told == (
        "2026Q3 of all spenders: 199 billion is the forecast of their sum by its own record, 202 "
        "billion the sum of the companies' own forecasts from 2026Q2, each by its own, 222 billion "
        "what the market takes, guidance before forecasts (4 of 5 guided): three answers that "
        "nothing reconciles"
    )
    assert three_answers(TOTAL, None, "{} billion".format).endswith("2026Q2, each by its own")
