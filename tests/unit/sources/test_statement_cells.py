"""What rows of all kinds of statements are asked: filled cells and days."""

from __future__ import annotations

import datetime as dt

from pipelines.sources.statement_cells import Faults, days_of, filled_cells, said_and_entered
from pipelines.sources.statement_files import BEYOND

TODAY = dt.date(2026, 8, 1)


def test_a_needed_cell_that_is_empty_and_one_beyond_the_columns_are_faults() -> None:
    faults: Faults = []
    cells = {"company": "ACM", "value": "", "note": "", BEYOND: "500"}
    filled = filled_cells(cells, ("company", "value"), faults, "figure")
    assert filled == {"company": "ACM", BEYOND: "500"}
    assert faults == [
        ("(none)", "'500' is in no column: quote a cell that holds a comma"),
        ("value", "is empty: every figure needs it"),
    ]


def test_only_a_day_that_may_come_lies_ahead() -> None:
    faults: Faults = []
    cells = {"as_of_date": "2027-12-31", "seen_date": "2026-08-02", "read": "2026-02-30"}
    columns = ("as_of_date", "seen_date", "read")
    days = days_of(cells, columns, TODAY, faults, may_come=("as_of_date",))
    assert days == {"as_of_date": dt.date(2027, 12, 31)}
    assert faults == [
        ("seen_date", "2026-08-02 is in the future: today is 2026-08-01 (UTC)"),
        ("read", "'2026-02-30' is not a valid date: write it as 2026-03-31"),
    ]


def test_nothing_is_entered_before_it_was_said() -> None:
    faults: Faults = []
    cells = {
        "table_date": "2026-05-02",
        "entered_date": "2026-05-01",
        "released_date": "2023-01-01",
    }
    days = said_and_entered(cells, "table_date", TODAY, faults, "released_date")
    assert list(days) == ["released_date", "table_date", "entered_date"]
    assert faults == [("entered_date", "2026-05-01 is before table_date 2026-05-02")]
