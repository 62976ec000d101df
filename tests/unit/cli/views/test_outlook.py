"""`ledger show outlook`: each forecast with its record, and what was known at a past moment."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.installation import RecordedRun
    from tests.support.said import Said


def rows(said: Said) -> list[dict[str, str]]:
    assert said.status == 0, said.output
    return list(csv.DictReader(io.StringIO(said.output)))


def test_each_forecast_stands_with_its_interval_and_record(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("show", "outlook")
    [line] = [line for line in said.output.splitlines() if "capex:MSFT" in line]
    assert "from 2026Q2, 35,802" in line
    assert "2026Q3" in line
    told = rows(on_recorded("show", "outlook", "--format", "csv"))
    for row in told:
        assert float(row["lower_80"]) <= float(row["value"]) <= float(row["upper_80"])
    assert {row["horizon"] for row in told} == {"1", "2", "3", "4"}


def test_a_past_day_knows_the_forecasts_of_its_time(on_recorded: Callable[..., Said]) -> None:
    told = rows(on_recorded("as-of", "2024-03-01", "show", "outlook", "--format", "csv"))
    origins = {row["series_id"]: row["origin_quarter"] for row in told}
    assert origins["capex:MSFT"] == "2023Q4"
    assert all(row["known_from"] <= "2024-03-01 23:59:59" for row in told)


def test_the_record_says_how_good_each_method_was(on_recorded: Callable[..., Said]) -> None:
    """Of the naive method the error is that of the naive method."""
    told = rows(on_recorded("show", "outlook", "--accuracy", "--format", "csv"))
    naive = [row for row in told if row["method_or_chosen"] == "seasonal_naive"]
    assert {float(row["error_to_naive"]) for row in naive} == {1.0}
    [ahead] = [
        row for row in told
        if (row["series_kind"], row["horizon"], row["method_or_chosen"]) == ("capex", "1", "chosen")
    ]  # fmt: skip
    assert float(ahead["error_to_naive"]) < 0.85
    early = rows(
        on_recorded("as-of", "2022-06-30", "show", "outlook", "--accuracy", "--format", "csv")
    )
    assert int(early[0]["forecasts"]) < int(told[0]["forecasts"])


def test_the_record_says_what_share_was_held_and_where_chance_explains_it(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    [(outcomes, held)] = recorded.rows(
        "select count(*), 100 * avg(cast(is_in_interval as integer)) from fct_forecast_accuracy "
        "where is_selected and actual_value is not null"
    )
    said = " ".join(on_recorded("show", "outlook", "--accuracy").output.split())
    assert f"of all {outcomes} outcomes the chosen intervals held {held:.0f} %" in said
    told = rows(on_recorded("show", "outlook", "--accuracy", "--format", "csv"))
    for row in told:
        low, share, high = (
            float(row[name]) for name in ("coverage_low_pct", "coverage_pct", "coverage_high_pct")
        )
        assert low <= share <= high
        is_beyond = row["method_or_chosen"] == "chosen" and not 72 <= share <= 88
        place = f"{row['series_kind']} {row['horizon']} ahead"
        if is_beyond:
            assert place in said
            # Overlapping outcomes count once: eighty percent lies where the share may.
            assert low <= 80 <= high


def test_before_the_first_origin_nothing_is_forecast(on_recorded: Callable[..., Said]) -> None:
    for further in ((), ("--accuracy",)):
        said = on_recorded("as-of", "2015-01-01", "show", "outlook", *further)
        assert said.status == 1
        assert said.is_one_sentence()
        assert "as of the end of 2015-01-01" in said.errors


def test_intervals_hold_four_outcomes_of_five(recorded: RecordedRun) -> None:
    """Of all series and horizons, and of each kind of series not far from it."""
    found = dict(
        recorded.rows(
            "select series_kind, avg(cast(is_in_interval as integer)) "
            "from fct_forecast_accuracy where is_selected and actual_value is not null "
            "group by rollup (series_kind)"
        )
    )
    assert 0.72 <= found[None] <= 0.88
    assert all(0.7 <= share <= 0.9 for share in found.values())
