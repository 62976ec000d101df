"""`ledger show refusals`, `restatements` and `changes`: what is on record, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.said import Said


def rows(said: Said, *parts: str) -> list[str]:
    lines = said.output.splitlines()
    return [line for line in lines if all(part in line for part in parts)]


def test_refusals_by_rule_count_and_give_an_example(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "refusals")
    assert said.status == 0
    [line] = rows(said, "statement_contradicts_filing")
    assert "INTC intc_dcai" in line
    assert "ledger show refusals TICKER" in said.output


def test_refusals_of_a_company_say_why_and_what_to_do(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "refusals", "intc", "TSM")
    assert said.status == 0
    # A run of quarters that one reason keeps out is one row, and another series another.
    [line] = rows(said, "TSM capex_cash 2016Q1 … 2", "not_filed")
    assert "ledger run --live --company TSM" in line
    assert rows(said, "TSM finance_lease_principal", "not_filed")
    contradicted, *_ = rows(said, "shipped/revenue.csv:", "statement_contradicts_filing")
    assert "Compare the row with its document" in contradicted
    # Advice stands once, beside the reason.
    assert contradicted.count("ompare") == 1
    assert not rows(said, "AMD")


def test_a_lonely_figure_is_called_what_it_is(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "refusals", "INTC", "TSM")
    assert rows(said, "missing_operand", "(filing 0001193125-")
    assert not rows(said, "(filing shipped")


def test_a_company_without_refusals_says_so(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "refusals", "ANET")
    assert said.status == 0
    assert "nothing is refused" in said.output


def test_restatements_are_shown_newest_first_with_cause(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "restatements", "META", "--rows", "3")
    [year] = rows(said, "2023 ", "27,266", "27,045")
    assert "presentation_change" in year
    assert "0001326801-25-000017" in year
    assert len(rows(said, "META")) == 3
    instants = [line.split("│")[9] for line in rows(said, "META")]
    assert instants == sorted(instants, reverse=True)


def test_restatements_of_a_past_day_leave_out_later_ones(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("as-of", "2024-02-03", "show", "restatements", "META")
    assert "as of the end of 2024-02-03 (UTC)" in said.output
    assert rows(said, "15,115", "15,163")
    assert "27,045" not in said.output
    early = on_recorded("as-of", "1999-01-01", "show", "restatements")
    assert early.status == 0
    assert "nothing was restated" in early.output


def test_without_a_change_there_is_a_sentence(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "changes")
    assert said.status == 0
    assert "no published cell has changed since the first publication" in said.output
    assert "column" not in said.output


@pytest.mark.parametrize("table", ["refusals", "changes"])
def test_what_has_no_past_refuses_a_moment(table: str, on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("as-of", "2024-02-03", "show", table)
    assert said.is_one_sentence(), said.errors
    assert said.status == 2
    assert "leave out as-of" in said.errors


@pytest.mark.parametrize("table", ["refusals", "restatements", "changes"])
def test_an_unknown_company_is_a_wrong_argument(
    table: str, on_recorded: Callable[..., Said]
) -> None:
    said = on_recorded("show", table, "NOPE")
    assert said.is_one_sentence(), said.errors
    assert said.status == 2
    assert "'NOPE'" in said.errors
