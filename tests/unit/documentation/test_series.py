"""How much there is of a series of figures, and how each came."""

from __future__ import annotations

import datetime as dt

from pipelines.documentation.series import Figure, Series, until

PUBLISHED = dt.date(2026, 11, 26)


def figure(quarter: str, kind: str = "filed", day: dt.date = dt.date(2026, 8, 1)) -> Figure:
    known = dt.datetime.combine(day, dt.time(21, 30))
    return Figure(quarter, known, ("sec_company_facts",), kind)


def test_of_several_figures_of_a_quarter_the_least_sure_tells_how_it_came() -> None:
    months = Series((figure("2026Q1"), figure("2026Q1", "second hand"), figure("2026Q1", "stated")))
    assert months.kinds == {"2026Q1": "second hand"}


def test_a_hole_is_a_quarter_between_the_first_and_the_last() -> None:
    assert Series((figure("2025Q3"), figure("2026Q2"))).holes == ["2025Q4", "2026Q1"]
    assert Series((figure("2025Q4"), figure("2026Q1"))).holes == []


def test_cells_say_span_holes_age_sources_and_what_is_second_hand() -> None:
    series = Series((figure("2025Q3", "second hand", dt.date(2025, 11, 1)), figure("2026Q1")))
    strip, *told = series.cells(until("2026Q2"), PUBLISHED)
    assert strip.count("<i ") == 20
    assert 'aria-label="2 of 20"' in strip
    assert 'title="2025Q3: second hand"' in strip
    assert told == [
        '<span class="whole">2025Q3 – 2026Q1</span>',
        "2",
        "1",
        '<span class="whole">2026-08-01</span>',
        "117",
        "`sec_company_facts`",
        "1 of 2",
    ]


def test_a_strip_is_of_five_years() -> None:
    shown = until("2026Q2")
    assert (shown[0], shown[-1], len(shown)) == ("2021Q3", "2026Q2", 20)
