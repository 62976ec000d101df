"""`ledger show outlook`: each forecast with its record, and what was known at a past moment."""

from __future__ import annotations

import csv
import io
import statistics
from typing import TYPE_CHECKING

import pytest

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


def test_which_way_forecasts_erred_is_told_of_each_method(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    """The median of errors with signs, reckoned anew from what was said and what came."""
    told = rows(on_recorded("show", "outlook", "--accuracy", "--format", "csv"))
    for row in told:
        if row["method_or_chosen"] not in {"chosen", "drift"}:
            continue
        which = "is_selected" if row["method_or_chosen"] == "chosen" else "method = 'drift'"
        errors = [
            100 * (float(value) / float(actual) - 1)
            for value, actual in recorded.rows(
                "select value, actual_value from fct_forecast_accuracy where actual_value "
                f"is not null and {which} and series_kind = '{row['series_kind']}' "
                f"and horizon = {row['horizon']}"
            )
        ]
        assert len(errors) == int(row["forecasts"])
        assert float(row["bias_pct"]) == pytest.approx(statistics.median(errors), abs=1e-5)


def test_a_forecast_says_which_way_earlier_ones_of_its_series_erred(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    told = rows(on_recorded("show", "outlook", "--format", "csv"))
    [row] = [row for row in told if (row["series_id"], row["horizon"]) == ("capex:ORCL", "4")]
    errors = [
        100 * (float(value) / float(actual) - 1)
        for value, actual in recorded.rows(
            "select value, actual_value from fct_forecast_accuracy where horizon = 4 "
            f"and series_id = 'capex:ORCL' and method = '{row['method']}' "
            "and actual_value is not null"
        )
    ]
    assert len(errors) == int(row["record_forecasts"])
    assert float(row["record_bias_pct"]) == pytest.approx(statistics.median(errors), abs=1e-5)
    low, share, high = (float(row[f"record_coverage{end}_pct"]) for end in ("_low", "", "_high"))
    # Wilson's interval, of which four overlapping outcomes count as one.
    counted = len(errors) / 4
    middle = (share / 100 + 1.9208 / counted) / (1 + 3.8416 / counted)
    assert (low + high) / 200 == pytest.approx(middle, abs=1e-5)
    assert 0 <= low < share < high <= 100


def test_an_origin_older_than_the_newest_is_marked(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "outlook")
    told = rows(on_recorded("show", "outlook", "--format", "csv"))
    newest = max(row["origin_quarter"] for row in told)
    older = {row["series_id"] for row in told if row["origin_quarter"] != newest}
    assert older == {"revenue:thermal_power:systems"}
    marked = {
        line.split()[1] for line in said.output.splitlines() if f"older than {newest}" in line
    }
    assert marked == older


def test_the_market_has_no_figure_of_a_quarter_that_a_spender_has_filed(
    on_recorded: Callable[..., Said],
) -> None:
    """On 2025-10-29 three had filed 2025Q3: what is ahead of two is not what all five spend."""
    said = on_recorded("as-of", "2025-10-29", "show", "outlook")
    told = " ".join(said.output.split()).partition("2025Q3 of all spenders")[2]
    assert "companies' own forecasts from 2025Q2" in told
    assert "the market takes" not in told


def test_shares_held_lie_between_none_and_all(recorded: RecordedRun) -> None:
    for ends, relation in (
        ("record_coverage_low_pct, record_coverage_pct, record_coverage_high_pct", "fct_forecasts"),
        ("coverage_low_pct, coverage_pct, coverage_high_pct", "bi.forecast_record"),
    ):
        found = recorded.rows(f"select {ends} from {relation}")
        told = [row for row in found if row[1] is not None]
        assert len(told) > 10
        assert all(0 <= low <= held <= high <= 100 for low, held, high in told)


def test_the_three_figures_of_all_spenders_stand_in_one_sentence(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    """The forecast of the sum, the sum of forecasts, and what the market takes."""
    told = rows(on_recorded("show", "outlook", "--format", "csv"))
    [total] = [
        row for row in told if (row["series_id"], row["horizon"]) == ("capex:hyperscaler", "1")
    ]
    quarter = total["calendar_quarter"]
    members = sum(
        float(row["value"])
        for row in told
        if row["series_kind"] == "capex" and row["calendar_quarter"] == quarter
    )
    assert float(total["members_value"]) == pytest.approx(members)
    assert float(total["members_difference_pct"]) == pytest.approx(
        100 * (members / float(total["value"]) - 1)
    )
    [(ahead,)] = recorded.rows(
        f"select sum(value_usd) from fct_capex_ahead where calendar_quarter = '{quarter}'"
    )
    said = " ".join(on_recorded("show", "outlook").output.split())
    for figure in (float(total["value"]), members, float(ahead)):
        assert f"{round(figure / 1e6):,}" in said.partition(f"{quarter} of all spenders")[2]


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


def test_no_interval_that_stands_is_wider_than_anybody_could_use(recorded: RecordedRun) -> None:
    """Oracle's four quarters ahead once ended at 70 times where it began."""
    [(widest, of_tiers)] = recorded.rows(
        "select max(upper_80 / lower_80), max(upper_80 / lower_80) filter (series_kind <> 'capex') "
        "from fct_forecasts where is_newest"
    )
    assert widest < 10
    assert of_tiers < 5


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
    assert all(
        0.72 <= held <= 0.88
        for (held,) in recorded.rows(
            "select coverage_pct / 100 from bi.forecast_record where method_or_chosen = 'chosen'"
        )
    )
    assert all(0.7 <= share <= 0.9 for share in found.values())


def test_intervals_that_held_too_few_of_a_series_are_named(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    """The interval is that of a pool: of the series that sped up most it held too few."""
    narrow = recorded.rows(
        "select series_id || ' ' || calendar_quarter from fct_forecasts "
        "where is_newest and horizon > 0 and record_coverage_high_pct < 80"
    )
    said = " ".join(on_recorded("show", "outlook").output.split())
    named = said.partition("fewer outcomes than chance explains: ")[2].partition(";")[0]
    assert {place for (place,) in narrow} == set(named.split(", "))
    assert all(place.startswith("capex:ORCL") for (place,) in narrow)
