"""One spelling for dimensions: what is the same member, and what only looks like one."""

from __future__ import annotations

import polars as pl

from pipelines.normalize.revenue_lines.members import dimension_key, with_dimension_key
from pipelines.registry import Dimension

SEGMENTS = "us-gaap:StatementBusinessSegmentsAxis"
PRODUCTS = "srt:ProductOrServiceAxis"
QUALIFIERS = [
    Dimension(axis="srt:ConsolidationItemsAxis", member="us-gaap:OperatingSegmentsMember")
]


def key_of(dimensions: str) -> str:
    frame = with_dimension_key(pl.DataFrame({"dimensions": [dimensions]}), QUALIFIERS)
    return str(frame["dimension_key"][0])


def test_trap_s4_a_qualifier_that_only_restates_is_left_out() -> None:
    qualified = f"srt:ConsolidationItemsAxis=us-gaap:OperatingSegmentsMember;{SEGMENTS}=amd:X"

    assert key_of(qualified) == dimension_key([(SEGMENTS, "amd:X")])


def test_trap_s4_another_second_axis_stays_a_cross_cut() -> None:
    cross_cut = f"{SEGMENTS}=amd:X;srt:StatementGeographicalAxis=country:US"

    assert key_of(cross_cut) != dimension_key([(SEGMENTS, "amd:X")])


def test_trap_s5_the_spelling_by_form_is_one_member() -> None:
    assert key_of(f"{SEGMENTS}=amd:DatacenterMember") == key_of(f"{SEGMENTS}=amd:DataCenterMember")


def test_trap_s7_a_legacy_prefix_is_the_same_member() -> None:
    assert key_of(f"{SEGMENTS}=iivi:NetworkingMember") == key_of(
        f"{SEGMENTS}=cohr:NetworkingMember"
    )


def test_trap_s9_a_part_of_a_name_is_another_member() -> None:
    assert key_of(f"{SEGMENTS}=iivi:DatacenterMember") != key_of(
        f"{SEGMENTS}=iivi:DatacenterAndCommunicationsMember"
    )


def test_trap_s10_an_axis_moved_between_taxonomies_is_one_axis() -> None:
    assert key_of(f"{PRODUCTS}=nvda:X") == key_of("us-gaap:ProductOrServiceAxis=nvda:X")


def test_the_order_of_axes_does_not_matter() -> None:
    pairs = [(SEGMENTS, "dell:A"), (PRODUCTS, "dell:B")]

    assert key_of(f"{PRODUCTS}=dell:B;{SEGMENTS}=dell:A") == dimension_key(pairs)
    assert dimension_key(pairs) == dimension_key(reversed(pairs))


def test_a_figure_without_dimensions_has_the_empty_key() -> None:
    frame = with_dimension_key(pl.DataFrame({"dimensions": ["", f"{PRODUCTS}=a:B"]}), QUALIFIERS)

    assert frame["dimension_key"].to_list()[0] == ""
    assert frame["axes"].to_list() == [0, 1]


def test_names_cut_short_by_the_data_sets_are_the_same() -> None:
    # The Financial Statement Data Sets leave out Axis, Member and a leading Statement.
    assert key_of("BusinessSegments=DataCenter") == key_of(f"{SEGMENTS}=amd:DataCenterMember")
    assert key_of("ConsolidationItems=OperatingSegments;BusinessSegments=DataCenter") == key_of(
        f"{SEGMENTS}=amd:DataCenterMember"
    )


def test_a_member_is_never_cut_to_nothing() -> None:
    assert key_of(f"{SEGMENTS}=acme:Member") == "businesssegments=member"
