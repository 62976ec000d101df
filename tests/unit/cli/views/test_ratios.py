"""`ledger show ratios` and `ledger show commitments`: each company on its own, then the panel."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from pipelines.cli.views.commitments import commitments
from pipelines.cli.views.ratios import ratios

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.cli.sheet import Sheet
    from pipelines.settings import Settings
    from tests.support.installation import RecordedRun
    from tests.support.said import Said


def lines(said: Said, *parts: str) -> list[str]:
    return [line for line in said.output.splitlines() if all(part in line for part in parts)]


def test_ratios_tell_each_figure_of_a_company_by_quarter(on_recorded: Callable[..., Said]) -> None:
    """Amazon's 10-Q of September 2025: cash flow 35,525, purchases 35,095, revenue 180,169."""
    said = on_recorded("as-of", "2025-11-30", "show", "ratios", "AMZN", "--quarters", "2")
    assert said.status == 0
    assert "19.5 %" in lines(said, "capex of revenue")[0]
    assert "98.8 %" in lines(said, "capex of op. cash flow")[0]
    assert "430" in lines(said, "free cash flow")[0]
    assert "+31.4 %" in lines(said, "depreciation yoy")[0]


def test_four_quarters_are_those_until_each(on_recorded: Callable[..., Said]) -> None:
    """Alphabet's 10-K of 2025: cash flow 164,713 less purchases of 91,447."""
    said = on_recorded("as-of", "2026-03-01", "show", "ratios", "GOOGL", "--trailing")
    assert "73,266" in lines(said, "free cash flow, 4q")[0]


def test_the_panel_stands_where_all_of_it_reports(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "ratios", "--quarters", "2")
    [panel] = lines(said, "panel", "capex of revenue")
    assert "33.1 %" in panel
    assert panel.count("%") == 1
    assert "▁" in said.output or "█" in said.output


@pytest.mark.parametrize("view", [lambda s: ratios(s, [], 8), lambda s: commitments(s, [], 8)])
def test_no_digit_is_cut_at_eighty_columns(
    view: Callable[[Settings], Sheet], recorded: RecordedRun
) -> None:
    sheet = view(recorded.settings)
    console = Console(file=io.StringIO(), width=80, markup=False)
    console.print(sheet, crop=False)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert max(map(len, printed.splitlines())) <= 80
    assert all(cell in printed for row in sheet.rows for cell in row)


def test_exact_values_come_as_csv(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "commitments", "META", "--quarters", "2", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.output)))
    newest = {row["commitment_kind"]: row for row in rows if row["calendar_quarter"] == "2026Q1"}
    assert newest["purchase_obligations"]["value_usd"] == "237670000000.00"
    assert newest["leases_not_commenced"]["value_usd"] == "182880000000.00"
    assert newest["purchase_obligations"]["trailing_capex_usd"] == "75747000000.00"


def test_commitments_say_what_each_company_includes(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "commitments")
    told = " ".join(said.output.split())
    assert "GOOGL, purchase obligations: Content licensing agreements" in told
    assert "nothing adds them or their kinds" in told
    assert "panel" not in told


def test_what_nobody_states_is_one_sentence(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "commitments", "MSFT")
    assert said.is_one_sentence(), said.errors
    assert "no commitment of MSFT is published" in said.errors
    before = on_recorded("as-of", "2001-01-01", "show", "ratios")
    assert before.is_one_sentence(), before.errors
