"""How a table fits a terminal: every digit is there at any width, and a row is never nameless."""

from __future__ import annotations

import io
import itertools

import pytest
from rich.console import Console

from pipelines.cli.sheet import Sheet

COMPANIES = [f"SPENDER{number}" for number in range(1, 13)]
QUARTERS = ["2025Q4", "2026Q1"]
FIGURES = {
    (quarter, company): f"{100_000 + 1_000 * row + number:,}*"
    for row, quarter in enumerate(QUARTERS)
    for number, company in enumerate(COMPANIES)
}
KEYED = Sheet(
    "Spending",
    ["quarter", *(f"{company}:" for company in COMPANIES)],
    [[quarter, *(FIGURES[quarter, company] for company in COMPANIES)] for quarter in QUARTERS],
    ((), ()),
    "* restated",
    keys=1,
)
PLAIN = Sheet("", KEYED.columns, KEYED.rows, ((), ()))


def shown(sheet: Sheet, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, markup=False)
    console.print(sheet, crop=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize(
    ("sheet", "width"), list(itertools.product((KEYED, PLAIN), (40, 80, 100, 160, 10_000)))
)
def test_every_figure_is_whole_and_no_line_too_long(sheet: Sheet, width: int) -> None:
    lines = shown(sheet, width)
    text = "\n".join(lines)
    assert all(figure in text for figure in FIGURES.values())
    assert "…" not in text
    assert max(map(len, lines)) <= width


def test_a_keyed_table_that_is_too_wide_goes_on_below_with_its_keys() -> None:
    lines = shown(KEYED, 80)
    heads = [line for line in lines if "quarter" in line]
    assert len(heads) == 2
    assert [line for line in lines if "2026Q1" in line][1].count("*") == 6
    assert (lines[0], lines[-1]) == ("Spending", "* restated")
    assert len([line for line in shown(KEYED, 160) if "quarter" in line]) == 1


def test_lines_give_way_before_the_table_is_split() -> None:
    needed = len(shown(KEYED, 10_000)[1])
    lined, close = shown(KEYED, needed), shown(KEYED, needed - 1)
    assert any("┃" in line for line in lined)
    assert not any("┃" in line for line in close)
    assert [line.count("*") for line in close if "2026Q1" in line] == [12]


def test_rows_without_a_key_are_told_one_by_one() -> None:
    lines = shown(PLAIN, 80)
    assert [line.split()[0] for line in lines if "─" in line] == ["1", "2"]
    assert [line.split() for line in lines if line.startswith("SPENDER12 ")] == [
        ["SPENDER12", "100,011*"],
        ["SPENDER12", "101,011*"],
    ]
    assert shown(Sheet("", KEYED.columns, [], ((), ())), 80) == ["no rows"]


def test_prose_folds_and_loses_nothing() -> None:
    reason = "No source at hand states a quarter or a year of it " * 3
    long = "x" * 90
    lines = shown(Sheet("", ("rule", "rows:", "why"), [["r", "7", reason + long]], ((), ())), 60)
    told = "".join(line.split("│")[3].strip() for line in lines if "│" in line)
    assert told.replace(" ", "") == (reason + long).replace(" ", "")


def test_what_rows_share_is_told_once_and_in_every_block() -> None:
    sheet = Sheet(
        "", ("stage", "table", *(f"count{number}:" for number in range(9))),
        [["raw", name, *["1"] * 9] for name in ("facts", "rates")] + [["marts", "a", *["1"] * 9]],
        ((), ()), keys=2, groups=1,
    )  # fmt: skip
    assert "\n".join(shown(sheet, 200)).count("raw") == 1
    split = shown(sheet, 50)
    assert "\n".join(split).count("raw") == len([line for line in split if "stage" in line]) > 1
