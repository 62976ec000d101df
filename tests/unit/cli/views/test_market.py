"""`ledger show market`: cases, both sides, what is assumed, and what was known at a past moment."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.said import Said


def rows(said: Said) -> list[dict[str, str]]:
    assert said.status == 0, said.output
    return list(csv.DictReader(io.StringIO(said.output)))


def test_cases_are_in_order_and_four_quarters_lie_ahead(on_recorded: Callable[..., Said]) -> None:
    told = rows(on_recorded("show", "market", "--quarters", "3", "--format", "csv"))
    quarters = sorted({row["calendar_quarter"] for row in told})
    assert quarters == [
        "2025Q4", "2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1", "2027Q2",
    ]  # fmt: skip
    for quarter in quarters:
        own = {row["market_case"]: row for row in told if row["calendar_quarter"] == quarter}
        values = [float(own[case]["value_usd"]) for case in ("low", "base", "high")]
        assert values == sorted(values)
        assert (own["base"]["method"] == "filed") == (quarter <= "2026Q2")


def test_the_newest_filed_quarter_stands_with_its_spending(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("show", "market")
    assert said.status == 0
    assert "181,543" in said.output
    assert "part guided" in said.output


def test_a_past_day_knows_no_later_quarter(on_recorded: Callable[..., Said]) -> None:
    told = rows(on_recorded("as-of", "2026-03-15", "show", "market", "--format", "csv"))
    filed = {row["calendar_quarter"] for row in told if row["method"] == "filed"}
    assert max(filed) == "2025Q4"
    assert max(row["calendar_quarter"] for row in told) == "2026Q4"


def test_assumptions_stand_with_range_reason_and_effect(on_recorded: Callable[..., Said]) -> None:
    told = rows(on_recorded("show", "market", "--assumptions", "--format", "csv"))
    assert len(told) == 15
    for row in told:
        assert float(row["low_value"]) <= float(row["base_value"]) <= float(row["high_value"])
        assert row["reason"]
        assert row["source"]
    others = next(row for row in told if row["assumption_id"] == "spending_of_others")
    # 1.5 and 1.9 dollars in place of 1.7 for each dollar of the hyperscalers.
    assert abs(float(others["at_low_pct"]) - 100 * (1.5 / 1.7 - 1)) < 0.001
    assert abs(float(others["at_high_pct"]) - 100 * (1.9 / 1.7 - 1)) < 0.001
