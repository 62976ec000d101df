"""What a ruling puts beside the members of an axis: reconciled with it, or refused for it."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from pipelines.normalize.revenue_lines.line_refusals import of_lines
from pipelines.normalize.revenue_lines.lines import line_facts
from tests.support.segment_filings import PRODUCTS, REVENUES, SEGMENTS, line, member, ruled, table

TEN_K = ("0000000001-24-000001", "10-K", "2024-02-01")
HEDGING = "us-gaap:GainLossOnOilAndGasHedgingActivity"
CLOUD, OTHER = f"{SEGMENTS}=acme:CloudMember", f"{SEGMENTS}=acme:OtherMember"
LINE = line("acme_cloud", member(SEGMENTS, "acme:CloudMember"))


def completion(*concepts: str, axis: str = SEGMENTS, **more: Any) -> dict[str, Any]:
    return {
        "axis": axis,
        "concepts": list(concepts),
        "dated": "2026-11-26",
        "reason": "For a test.",
        **more,
    }


def filing(total: int, hedging: int | None, **more: Any) -> pl.DataFrame:
    """Cloud of 60, other of 40, a total, and gains from hedging under their own concept."""
    rows = [table(*TEN_K, {"": total, CLOUD: 60, OTHER: 40, **more})]
    if hedging is not None:
        rows.append(table(*TEN_K, {"": hedging}, concept=HEDGING))
    return pl.concat(rows)


def outcome(raw: pl.DataFrame, *completions: dict[str, Any]) -> list[int | str]:
    """The figure of the cloud in millions, or why it is refused."""
    found = line_facts(raw, ruled(LINE, completions=completions))
    figures = [int(value) // 1_000_000 for value in found.facts["value"]]
    return [*figures, *found.refused["rule"]]


@pytest.mark.parametrize(("total", "hedging"), [(103, 3), (93, -7)])
def test_a_concept_that_a_ruling_names_completes_the_members(total: int, hedging: int) -> None:
    assert outcome(filing(total, hedging)) == ["not_reconciled"]
    assert outcome(filing(total, hedging), completion(HEDGING)) == [60]


def test_the_completed_figure_is_the_members_own_and_not_what_completes_it() -> None:
    facts = line_facts(filing(103, 3), ruled(LINE, completions=(completion(HEDGING),))).facts
    assert facts.select("metric_id", "concept").rows() == [("acme_cloud", REVENUES)]


@pytest.mark.parametrize("hedging", [None, 2])
def test_what_still_does_not_add_up_is_refused_with_what_was_put_beside_it(
    hedging: int | None,
) -> None:
    registry = ruled(LINE, completions=(completion(HEDGING),))
    refused = line_facts(filing(110, hedging), registry).refused
    reason = of_lines(refused)["reason"].item()
    beside = ", nor with the 2000000 that a ruling puts beside them" if hedging else ""
    assert reason.endswith(f"no exact partition of the 110000000 above them{beside}.")


def test_what_completes_an_axis_is_of_the_same_filing_and_period() -> None:
    raw = pl.concat(
        [
            filing(103, None),
            table(*TEN_K, {"": 3}, ("2022-01-01", "2022-12-31"), concept=HEDGING),
            table("0000000001-24-000002", "10-Q", "2024-05-01", {"": 3}, concept=HEDGING),
        ]
    )
    assert outcome(raw, completion(HEDGING)) == ["not_reconciled"]


def test_a_filing_with_a_member_for_it_adds_up_without_it() -> None:
    raw = filing(103, 3, **{f"{SEGMENTS}=acme:HedgingMember": 3})
    assert outcome(raw, completion(HEDGING)) == [60]


def test_a_completing_figure_that_contradicts_itself_completes_nothing() -> None:
    raw = pl.concat([filing(103, 3), table(*TEN_K, {"": 9}, concept=HEDGING)])
    assert outcome(raw, completion(HEDGING)) == ["not_reconciled"]


def test_a_completing_figure_with_dimensions_is_not_the_consolidated_one() -> None:
    raw = pl.concat([filing(103, None), table(*TEN_K, {f"{PRODUCTS}=acme:A": 3}, concept=HEDGING)])
    assert outcome(raw, completion(HEDGING)) == ["not_reconciled"]


def test_members_of_another_axis_complete_one_under_its_own_concept() -> None:
    services = {"axis": PRODUCTS, "member": "acme:ServicesMember"}
    raw = filing(125, None, **{f"{PRODUCTS}=acme:ServicesMember": 25})
    assert outcome(raw) == ["not_reconciled"]
    assert outcome(raw, completion(members=[services])) == [60]


def test_several_concepts_complete_an_axis_that_states_a_part_and_its_parts() -> None:
    cloud, support = f"{PRODUCTS}=acme:CloudMember", f"{PRODUCTS}=acme:SupportMember"
    both = f"{PRODUCTS}=acme:CloudAndSupportMember"
    raw = pl.concat(
        [
            table(*TEN_K, {"": 130, cloud: 60, support: 40, both: 100}),
            table(*TEN_K, {"": 20}, concept="acme:Hardware"),
            table(*TEN_K, {"": 10}, concept="acme:Services"),
        ]
    )
    ruling = completion("acme:Hardware", "acme:Services", axis=PRODUCTS)
    registry = ruled(
        line("acme_cloud", member(PRODUCTS, "acme:CloudMember")), completions=(ruling,)
    )
    assert line_facts(raw, registry).facts["value"].to_list() == [60_000_000]
