"""`ledger show returns`: the combined run rate beside capex, and landmarks with their record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.cli.views import returns

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.installation import RecordedRun
    from tests.support.said import Said


def line(said: Said, *parts: str) -> str:
    [found] = [each for each in said.output.splitlines() if all(part in each for part in parts)]
    return found


def test_run_rates_stand_beside_capex_with_whose_they_are(on_recorded: Callable[..., Said]) -> None:
    """Anthropic's 47 billion of May 2026 and OpenAI's 25 of February, of 566,366 million."""
    said = on_recorded("show", "returns", "--quarters", "2")
    assert said.status == 0
    assert "72,000" in line(said, "combined run rate")
    assert "566,366" in line(said, "capex, 4q")
    assert "12.7 %" in line(said, "run rate of capex")


def test_clouds_and_backlog_say_of_whom_and_compare_who_states_both_years(
    on_recorded: Callable[..., Said],
) -> None:
    """Oracle's cloud alone is recorded of 2026Q1: 8.9 billion, after 61.2 of three companies."""
    said = on_recorded("show", "returns", "--quarters", "4")
    cloud = line(said, "cloud revenue")
    assert cloud.index("61,243") < cloud.index("8,900")
    panels = [
        [cell for cell in row.split() if "/" in cell]
        for row in said.output.splitlines()
        if "companies " in row and "/" in row
    ]
    assert panels[1:] == [["3/4", "1/4", "0/4", "0/4"], ["2/4", "2/4", "2/4", "0/4"]]
    # Google's 12.0 to 17.7 and Oracle's; Oracle's alone.
    matched = [row for row in said.output.splitlines() if "matched yoy" in row]
    assert "+43.7 %" in matched[1]
    assert "+43.5 %" in matched[1]


def test_a_quarter_without_the_whole_panel_says_why(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "returns", "--quarters", "6")
    assert "1/2" in said.output
    notes = " ".join(said.output.split())
    assert "2025Q2 OpenAI: the last run rate, of 2024-08-15, is 319 days old" in notes


def test_as_of_a_day_tells_what_was_reported_by_then(on_recorded: Callable[..., Said]) -> None:
    """OpenAI's finance chief said over 20 in January 2026; Anthropic's 9 was read later."""
    then = on_recorded("as-of", "2026-03-01", "show", "returns", "--quarters", "1")
    assert "27,000" in line(then, "combined run rate")
    before = on_recorded("as-of", "2023-01-01", "show", "returns")
    assert before.is_one_sentence(), before.errors
    assert "no commercial returns are published, as of the end of 2023-01-01" in before.errors


def test_landmarks_have_their_record(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "returns", "--landmarks", "--quarters", "3")
    assert "2026-08-13" in line(said, "100", "2026Q1")
    notes = " ".join(said.output.split())
    assert (
        "of 6 that were passed later 2 lie in their interval, their median 136 days too late"
        in notes
    )


@pytest.mark.parametrize(
    ("error_days", "told"),
    [
        ([], "of 0 that were passed later 0 lie in their interval"),
        ([-3, 0, 5], "of 3 that were passed later 2 lie in their interval, their median is the "
                     "day itself"),
        ([-9, -3, 2], "of 3 that were passed later 2 lie in their interval, their median 3 days "
                      "too early"),
    ],
)  # fmt: skip
def test_what_is_told_of_the_dates_that_fits_gave(error_days: list[int], told: str) -> None:
    rows = [{"error_days": each, "is_within_interval": abs(each) < 4} for each in error_days]
    assert returns._record_of_fits(rows) == f"; {told}"


def test_a_date_has_the_record_that_was_known_at_its_origin(recorded: RecordedRun) -> None:
    """At the end of 2026Q1 that of 25 billion was passed, three quarters later two more were."""
    found = recorded.rows(
        "select calendar_quarter, record_fits, record_held, record_error_days "
        "from bi.revenue_landmarks where landmark_usd = 200e9 and fitted_date is not null "
        "order by calendar_quarter"
    )
    assert found == [
        ("2025Q4", 0, 0, None),
        ("2026Q1", 1, 1, 86),
        ("2026Q2", 3, 2, 97),
        ("2026Q3", 6, 2, 136),
    ]


def test_a_run_rate_is_traced_to_its_reports(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_commercialisation", "2026Q2")
    assert said.status == 0, said.errors
    assert "72,000,000,000 USD" in said.output
    assert "Epoch AI, Data on AI Companies (CC BY 4.0), citing anthropic.com" in said.output
    fit = on_recorded("trace", "fct_revenue_landmarks", "2026Q2")
    assert "least squares on the logarithms of 8 quarters" in fit.output
