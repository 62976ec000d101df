"""`ledger show rpo`: what customers have signed for, company by company."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.said import Said


def test_obligations_stand_beside_each_other_and_are_never_added(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("show", "rpo", "--quarters", "4")
    assert said.status == 0
    [microsoft] = [line for line in said.output.splitlines() if "684,000" in line]
    assert "MSFT" in microsoft
    assert "nothing adds them" in said.output
    assert "GOOGL: Revenue backlog, primarily of Google Cloud" in " ".join(said.output.split())
    assert "total" not in said.output.split("a stock at")[0].lower()


def test_obligations_as_of_a_day_are_those_known_then(on_recorded: Callable[..., Said]) -> None:
    """Microsoft's 10-Q of December 2025 was filed on 28 January 2026."""
    before = on_recorded("as-of", "2026-01-27", "show", "rpo", "MSFT", "--format", "csv")
    assert "2025Q3" in before.output
    assert "2025Q4" not in before.output
    after = on_recorded("as-of", "2026-01-28", "show", "rpo", "MSFT", "--format", "csv")
    assert "MSFT,2025Q4,631000000000.00" in after.output


def test_a_company_that_tags_none_is_told_apart(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "rpo", "META")
    assert said.is_one_sentence(), said.errors
    assert "no remaining performance obligation of META is published" in said.errors
    assert "not_stated" in on_recorded("show", "refusals", "META").output
