"""Facts of revenue lines: matched exactly, reconciled, corrected by ruling, refused."""

from __future__ import annotations

import polars as pl

from pipelines.normalize.revenue_lines.lines import line_facts
from pipelines.registry import Registry
from tests.support.segment_filings import OPERATING, PRODUCTS, SEGMENTS, line, member, ruled, table

TEN_K = ("0000000001-24-000001", "10-K", "2024-02-01")
DATA_CENTER = line("acme_data_center", member(SEGMENTS, "acme:DataCenterMember"))


def figures(raw: pl.DataFrame, registry: Registry) -> dict[str, int]:
    """Line to millions."""
    facts = line_facts(raw, registry).facts
    return {row["metric_id"]: int(row["value"] / 1_000_000) for row in facts.iter_rows(named=True)}


def rules(raw: pl.DataFrame, registry: Registry) -> list[tuple[str, str]]:
    """Line and rule of each refusal."""
    return line_facts(raw, registry).refused.select("metric_id", "rule").rows()


def test_a_line_that_reconciles_is_a_fact_of_its_series() -> None:
    raw = table(
        *TEN_K, {"": 100, f"{SEGMENTS}=acme:DataCenterMember": 60, f"{SEGMENTS}=acme:B": 40}
    )

    found = line_facts(raw, ruled(DATA_CENTER))

    (fact,) = found.facts.iter_rows(named=True)
    assert fact["metric_id"] == "acme_data_center"
    assert fact["value"] == 60_000_000
    assert fact["rounding_unit"] == 1_000_000
    assert fact["element_id"] == "f-2"
    assert found.refused.is_empty()


def test_trap_s2_a_child_and_its_parent_are_both_lines_and_reconcile() -> None:
    raw = table(
        *TEN_K,
        {
            "": 60922,
            f"{PRODUCTS}=acme:DataCenterMember": 47525,
            f"{PRODUCTS}=acme:ComputeMember": 38950,
            f"{PRODUCTS}=acme:NetworkingMember": 8575,
            f"{PRODUCTS}=acme:GamingMember": 13397,
        },
    )
    registry = ruled(
        line("acme_data_center", member(PRODUCTS, "acme:DataCenterMember")),
        line("acme_networking", member(PRODUCTS, "acme:NetworkingMember")),
    )

    assert figures(raw, registry) == {"acme_data_center": 47525, "acme_networking": 8575}


def test_trap_s3_the_same_business_on_another_axis_is_not_read() -> None:
    raw = table(
        *TEN_K,
        {
            "": 100,
            f"{SEGMENTS}=acme:CloudMember": 30,
            f"{SEGMENTS}=acme:RestMember": 70,
            f"{PRODUCTS}=acme:CloudMember": 30,
            f"{PRODUCTS}=acme:StoresMember": 70,
        },
    )
    registry = ruled(line("acme_cloud", member(SEGMENTS, "acme:CloudMember")))

    facts = line_facts(raw, registry).facts
    assert facts["dimensions"].to_list() == [f"{SEGMENTS}=acme:CloudMember"]


def test_trap_s4_a_restating_qualifier_does_not_hide_a_segment() -> None:
    raw = table(
        *TEN_K,
        {
            "": 100,
            f"{OPERATING};{SEGMENTS}=acme:DataCenterMember": 60,
            f"{OPERATING};{SEGMENTS}=acme:B": 40,
        },
    )

    assert figures(raw, ruled(DATA_CENTER)) == {"acme_data_center": 60}


def test_trap_s4_a_cross_cut_is_no_line() -> None:
    raw = table(
        *TEN_K,
        {"": 100, f"{SEGMENTS}=acme:DataCenterMember;srt:StatementGeographicalAxis=country:US": 20},
    )

    assert figures(raw, ruled(DATA_CENTER)) == {}


def test_trap_s5_the_annual_spelling_is_the_same_line() -> None:
    raw = table(
        *TEN_K, {"": 100, f"{SEGMENTS}=acme:DatacenterMember": 60, f"{SEGMENTS}=acme:B": 40}
    )

    assert figures(raw, ruled(DATA_CENTER)) == {"acme_data_center": 60}


def test_trap_s9_a_longer_name_is_no_match() -> None:
    raw = table(
        *TEN_K,
        {
            "": 100,
            f"{SEGMENTS}=acme:DataCenterAndCommunicationsMember": 60,
            f"{SEGMENTS}=acme:B": 40,
        },
    )

    assert figures(raw, ruled(DATA_CENTER)) == {}


def test_trap_s11_without_a_consolidated_figure_the_line_is_refused() -> None:
    raw = table(*TEN_K, {f"{SEGMENTS}=acme:DataCenterMember": 60, f"{SEGMENTS}=acme:B": 40})

    assert figures(raw, ruled(DATA_CENTER)) == {}
    assert rules(raw, ruled(DATA_CENTER)) == [("acme_data_center", "no_figure_above")]


def test_members_that_do_not_add_up_are_refused_with_both_figures() -> None:
    raw = table(
        *TEN_K, {"": 110, f"{SEGMENTS}=acme:DataCenterMember": 60, f"{SEGMENTS}=acme:B": 40}
    )

    (refused,) = line_facts(raw, ruled(DATA_CENTER)).refused.iter_rows(named=True)

    assert refused["rule"] == "not_reconciled"
    assert refused["told"] == "60000000 USD"
    assert refused["above"] == 110_000_000


def test_eliminations_on_their_own_axis_belong_to_the_table_of_segments() -> None:
    raw = table(
        *TEN_K,
        {
            "": 90,
            f"{OPERATING};{SEGMENTS}=acme:DataCenterMember": 60,
            f"{OPERATING};{SEGMENTS}=acme:B": 40,
            "srt:ConsolidationItemsAxis=us-gaap:IntersegmentEliminationMember": -10,
        },
    )

    assert figures(raw, ruled(DATA_CENTER)) == {"acme_data_center": 60}


def test_a_product_within_a_segment_reconciles_with_the_segment() -> None:
    group = f"{SEGMENTS}=acme:InfrastructureMember"
    raw = table(
        *TEN_K,
        {
            "": 100,
            group: 60,
            f"{SEGMENTS}=acme:ClientsMember": 40,
            f"{PRODUCTS}=acme:AiServersMember;{group}": 35,
            f"{PRODUCTS}=acme:StorageMember;{group}": 25,
        },
    )
    within = [{"axis": SEGMENTS, "member": "acme:InfrastructureMember"}]
    registry = ruled(line("acme_ai", member(PRODUCTS, "acme:AiServersMember", within=within)))

    assert figures(raw, registry) == {"acme_ai": 35}


ROTATED = ("0000000001-23-000001", "10-Q", "2023-05-01")
LATER = ("0000000001-24-000009", "10-Q", "2024-05-01")
QUARTER = ("2023-01-01", "2023-03-31")
# The first filing tags the rows of its table under each other's names.
AS_FILED = {"": 100, f"{SEGMENTS}=acme:DataCenterMember": 20, f"{SEGMENTS}=acme:ClientMember": 80}
AS_COMPARED = {
    "": 100, f"{SEGMENTS}=acme:DataCenterMember": 80, f"{SEGMENTS}=acme:ClientMember": 20,
}  # fmt: skip


def test_trap_s6_rotated_members_are_found_by_the_comparative() -> None:
    raw = pl.concat([table(*ROTATED, AS_FILED, QUARTER), table(*LATER, AS_COMPARED, QUARTER)])

    found = line_facts(raw, ruled(DATA_CENTER))

    assert found.refused.select("rule", "accession").rows() == [("members_rotated", ROTATED[0])]
    told = str(found.refused["told"][0])
    assert "20000000" in told
    assert "80000000" in told
    # Nothing is corrected without a ruling: both filings speak, the newer one last.
    assert found.facts.sort("filed_date")["value"].to_list() == [20_000_000, 80_000_000]


def test_trap_s6_a_dated_ruling_corrects_the_filing_and_both_are_shown() -> None:
    raw = pl.concat([table(*ROTATED, AS_FILED, QUARTER), table(*LATER, AS_COMPARED, QUARTER)])
    pairs = [("acme:DataCenterMember", "acme:ClientMember")]
    pairs += [(means, filed) for filed, means in pairs]
    corrections = tuple(
        {
            "accession": ROTATED[0],
            "axis": SEGMENTS,
            "filed_member": filed,
            "means_member": means,
            "dated": "2026-11-23",
            "reason": "The comparative of the next year.",
        }
        for filed, means in pairs
    )

    found = line_facts(raw, ruled(DATA_CENTER, corrections=corrections))

    assert found.facts["value"].to_list() == [80_000_000, 80_000_000]
    assert set(found.refused["rule"]) == {"member_corrected"}
    assert "20000000" in " ".join(found.refused["told"])


def test_a_recast_of_one_figure_is_no_rotation() -> None:
    recast = {
        **AS_FILED,
        f"{SEGMENTS}=acme:DataCenterMember": 30,
        f"{SEGMENTS}=acme:ClientMember": 70,
    }
    raw = pl.concat([table(*ROTATED, AS_FILED, QUARTER), table(*LATER, recast, QUARTER)])

    assert line_facts(raw, ruled(DATA_CENTER)).refused.is_empty()


def test_a_spelling_for_another_form_is_no_match() -> None:
    only_interim = line("acme_x", member(SEGMENTS, "acme:DataCenterMember", forms=["10-Q"]))
    raw = table(
        *TEN_K, {"": 100, f"{SEGMENTS}=acme:DataCenterMember": 60, f"{SEGMENTS}=acme:B": 40}
    )

    assert figures(raw, ruled(only_interim)) == {}


def test_a_line_past_its_validity_is_kept_and_marked() -> None:
    ended = line("acme_x", member(SEGMENTS, "acme:DataCenterMember", valid_to="2022-12-31"))
    raw = table(
        *TEN_K, {"": 100, f"{SEGMENTS}=acme:DataCenterMember": 60, f"{SEGMENTS}=acme:B": 40}
    )

    assert line_facts(raw, ruled(ended)).facts["is_valid"].to_list() == [False]
