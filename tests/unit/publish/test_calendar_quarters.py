from __future__ import annotations

from pipelines.publish.calendar_quarters import between, later


def test_the_quarter_after_the_last_of_a_year_is_the_first_of_the_next() -> None:
    assert (later("2025Q4"), later("2026Q1", -1), later("2026Q2", -9)) == (
        "2026Q1",
        "2025Q4",
        "2024Q1",
    )


def test_between_holds_both_ends() -> None:
    assert between("2025Q3", "2026Q2") == ["2025Q3", "2025Q4", "2026Q1", "2026Q2"]
    assert between("2025Q3", "2025Q3") == ["2025Q3"]
