"""Traps S*: how segments mislead, each with a naive reading that a check catches."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from pipelines.registry import RegistryError, load_registry
from pipelines.settings import PACKAGE_DIR
from tests.support.recorded_world import Checks, World

RAW, FACTS, REFUSALS = "raw.sec_segment_facts", "normalized.facts", "normalized.refusals"
VERSIONS, REVENUE = "normalized.versions", "marts.fct_supplier_revenue"
STATED = f"{FACTS} reports_state_ruled_lines"

SEGMENTS_AXIS = "us-gaap:StatementBusinessSegmentsAxis"


def _containing(text: str) -> pl.Expr:
    return pl.col("dimensions").str.contains(text, literal=True)


def _respelled(world: World, filed: str, otherwise: str) -> World:
    """The company's filings with one name in their dimensions spelled otherwise."""
    respelled = pl.col("dimensions").str.replace(filed, otherwise, literal=True)
    return world.where(RAW, _containing(filed), dimensions=respelled).normalized()


def _lines(world: World) -> pl.DataFrame:
    """What filings say of lines, whatever their members are called."""
    stated = world[FACTS].filter(pl.col("source") == "sec_segment_facts")
    assert stated.height
    return stated.drop("dimensions")


def test_mutant_s1_facts_without_dimensions_are_all_there_is(honest: World, checks: Checks) -> None:
    """Companyfacts leave out every fact with a dimension, and with them every segment."""
    naive = honest.without(RAW, pl.col("dimensions") != "").normalized()
    assert "AMD amd_data_center" in checks.caught(STATED, honest, naive)


def test_mutant_s2_a_parent_counts_beside_its_children(honest: World, checks: Checks) -> None:
    """NVIDIA's Data Center is Compute and Networking, and Hyperscale and the rest, again."""
    parent = pl.col("revenue_line_id") == "nvda_data_center"
    counted = honest[REVENUE].filter(parent, pl.col("in_segment_total"))
    child = pl.col("revenue_line_id") == "nvda_data_center_compute"
    naive = honest.where(REVENUE, parent | child, in_segment_total=pl.lit(value=True))
    assert counted.height
    said = checks.caught(f"{REVENUE} no_line_counts_beside_one_that_contains_it", honest, naive)
    assert "NVDA" in said


@pytest.fixture
def rulings(tmp_path: Path) -> Path:
    """A copy of the registry, to rule otherwise in."""
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _with_member(rulings: Path, revenue_line_id: str, member: dict[str, Any]) -> Path:
    """The registry with one more member ruled to be a line."""
    path = rulings / "revenue_lines.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    [line] = [
        line
        for company in content["suppliers"]
        for line in company.get("lines", ())
        if line["revenue_line_id"] == revenue_line_id
    ]
    line.setdefault("members", []).append(member)
    path.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return rulings


def test_mutant_s3_the_same_business_on_two_axes(rulings: Path) -> None:
    """AWS is a segment and a kind of service: both axes together count its dollars twice."""
    load_registry(rulings)
    member = {"axis": "srt:ProductOrServiceAxis", "member": "amzn:AmazonWebServicesMember"}
    with pytest.raises(RegistryError, match=r"amzn_aws: .* hold on the same days"):
        load_registry(_with_member(rulings, "amzn_aws", member))


def test_mutant_s4_every_second_axis_is_a_cross_cut(honest: World, checks: Checks) -> None:
    """Operating segments, said on an axis of its own, hid Intel's and Microsoft's segments."""
    naive = replace(honest, registry=replace(honest.registry, qualifiers=())).normalized()
    assert "INTC intc_dcai" in checks.caught(STATED, honest, naive)


SPELLINGS = {
    # AMD's own two spellings, by form.
    "s5": ("AMD", "amd:DatacenterMember", "amd:DataCenterMember"),
    # A filer's prefix of before its change of name, as Coherent keeps iivi:.
    "s7": ("AMD", "amd:DatacenterMember", "atiamd:DatacenterMember"),
    # The axis as taxonomies had it until 2018.
    "s10": ("NVDA", "srt:ProductOrServiceAxis", "us-gaap:ProductOrServiceAxis"),
}


def _spellings(honest: World, checks: Checks, trap: str) -> str:
    """What the check says if only one spelling is read; the rules themselves read both."""
    company, filed, otherwise = SPELLINGS[trap]
    one = honest.only(company)
    other = _respelled(one, filed, otherwise)
    assert _lines(other).equals(_lines(one))
    naive = other.without(RAW, _containing(otherwise)).normalized()
    return checks.caught(STATED, other, naive)


def test_mutant_s5_members_are_compared_letter_by_letter(honest: World, checks: Checks) -> None:
    assert "AMD amd_data_center" in _spellings(honest, checks, "s5")


def test_mutant_s7_the_prefix_must_be_the_ticker(honest: World, checks: Checks) -> None:
    assert "AMD amd_data_center" in _spellings(honest, checks, "s7")


def test_mutant_s10_the_axis_must_be_of_todays_taxonomy(honest: World, checks: Checks) -> None:
    assert "NVDA nvda_data_center" in _spellings(honest, checks, "s10")


def _next_year(world: World) -> pl.DataFrame:
    """The same table again as a filing of the next year shows it among its comparatives."""
    return world[RAW].with_columns(
        # No filing on record, so that nothing says which period it reports on.
        accession=pl.lit("0000002488-25-999999"),
        filed_date=pl.col("filed_date").dt.offset_by("1y"),
    )


def test_mutant_s6_members_that_changed_places_are_believed(honest: World, checks: Checks) -> None:
    """AMD tagged its segments in rotation; the comparatives of the next year tell."""
    amd = honest.only("AMD")
    one, other = (f"{SEGMENTS_AXIS}=amd:{name}Member" for name in ("Datacenter", "Client"))
    swapped = amd[RAW].with_columns(
        pl.col("dimensions").replace({one: other, other: one}).alias("dimensions")
    )
    later = _next_year(amd)
    right = amd.with_table(RAW, pl.concat([amd[RAW], later])).normalized()
    naive = amd.with_table(RAW, pl.concat([swapped, later])).normalized()
    said = checks.caught(f"{REFUSALS} members_keep_their_places", right, naive)
    assert "AMD amd_data_center" in said


def test_mutant_s8_growth_is_computed_across_a_break(honest: World, checks: Checks) -> None:
    """What was sold off or cut anew is compared with what it was: a fall that nobody had."""
    cell = ["revenue_line_id", "fiscal_year", "fiscal_quarter"]
    revenue = honest[REVENUE]
    earlier = revenue.select(
        *cell[:1], pl.col("fiscal_year") + 1, "fiscal_quarter", before=pl.col("value")
    )
    computed = revenue.join(earlier, on=cell, how="left", maintain_order="left")
    now, before = (pl.col(name).cast(pl.Float64) for name in ("value", "before"))
    growth = 100 * (now / before - 1)
    naive = honest.with_table(
        REVENUE,
        computed.with_columns(
            year_earlier_value=pl.coalesce("year_earlier_value", "before").cast(
                revenue.schema["year_earlier_value"]
            ),
            yoy_pct=pl.coalesce("yoy_pct", growth),
        ).drop("before"),
    )
    assert "NVT nvt_total" in checks.caught(f"{REVENUE} growth_stops_at_breaks", honest, naive)


def test_mutant_s9_a_part_of_the_name_is_enough(rulings: Path) -> None:
    """Read by a part of its name, Coherent's segment would state two lines at once."""
    member = {
        "axis": SEGMENTS_AXIS,
        "member": "iivi:DatacenterAndCommunicationsSegmentMember",
        "valid_from": dt.date(2025, 1, 1),
    }
    with pytest.raises(RegistryError, match=r"cohr_datacenter_communications and .*members: both"):
        load_registry(_with_member(rulings, "cohr_networking", member))


def test_mutant_s11_a_concept_that_is_only_dimensional(honest: World, checks: Checks) -> None:
    """Without a figure of the whole there is nothing to reconcile the parts with."""
    amazon = honest.only("AMZN")
    naive = amazon.without(RAW, pl.col("dimensions") == "").normalized()
    said = checks.caught(f"{REFUSALS} lines_reconcile", amazon, naive)
    assert "no_figure_above" in said
    of_a_line = pl.col("metric_id").str.starts_with("amzn_")
    assert amazon[FACTS].filter(of_a_line & (pl.col("source") == "sec_segment_facts")).height
    assert not naive[FACTS].filter(of_a_line & (pl.col("source") == "sec_segment_facts")).height


def test_mutant_s12_lines_are_found_by_their_label(honest: World, checks: Checks) -> None:
    """The label is the filer's words of the day, and the registry's are others."""
    names = [line.line_name for line in honest.registry.revenue_lines]
    labelled = pl.col("dimension_labels").is_in(names).fill_null(value=False)
    naive = honest.without(RAW, (pl.col("dimensions") != "") & ~labelled).normalized()
    assert "AMD amd_data_center" in checks.caught(STATED, honest, naive)
