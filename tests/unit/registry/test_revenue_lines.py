"""Rulings on revenue: what a valid one is, what each error names, what the shipped ones say."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml

from pipelines.registry import (
    CompanyLines,
    LineMember,
    Registry,
    RegistryError,
    load_registry,
    total_line_id,
)
from pipelines.registry.revenue_lines import RevenueLine, local_name
from pipelines.settings import PACKAGE_DIR

SHIPPED = PACKAGE_DIR / "registry"
AXIS = "us-gaap:StatementBusinessSegmentsAxis"
PRODUCTS = "srt:ProductOrServiceAxis"
PLACE = {"segment_id": "core_compute", "sub_segment_id": "systems"}
LINE = {
    "revenue_line_id": "acme_servers",
    "line_name": "Servers",
    "scope": "segment",
    "is_broad": False,
    "counts": True,
    "reason": "Says so.",
    "members": [{"axis": AXIS, "member": "acme:ServersMember"}],
    **PLACE,
}
ACME = {
    "company_id": "ACME",
    "expected_from": "2024-03-31",
    "total": {**PLACE, "reason": "All of it.", "counts": True},
    "lines": [LINE],
}
COMPANIES = [
    {"ticker": "ACME", "cik": 7, "role": "supplier", "fiscal_year_end": "june 30"},
    {"ticker": "BETA", "cik": 8, "role": "supplier", "fiscal_year_end": "june 30"},
]
QUALIFIERS = [{"axis": "srt:ConsolidationItemsAxis", "member": "us-gaap:OperatingSegmentsMember"}]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The shipped metrics and segments, two plain companies, and no rulings yet."""
    for name in ("segments.yml", "metrics.yml"):
        shutil.copy(SHIPPED / name, tmp_path)
    metrics = yaml.safe_load((tmp_path / "metrics.yml").read_text(encoding="utf-8"))
    for metric in metrics["metrics"]:
        metric.pop("overrides", None)
    (tmp_path / "metrics.yml").write_text(yaml.safe_dump(metrics), encoding="utf-8")
    (tmp_path / "companies.yml").write_text(
        yaml.safe_dump({"companies": COMPANIES}), encoding="utf-8"
    )
    return tmp_path


def loaded(directory: Path, *suppliers: object) -> Registry:
    content = {"qualifiers": QUALIFIERS, "suppliers": list(suppliers)}
    (directory / "revenue_lines.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_registry(directory)


def message_of(directory: Path, *suppliers: object) -> str:
    with pytest.raises(RegistryError) as caught:
        loaded(directory, *suppliers)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def with_lines(*lines: object, **fields: object) -> dict[str, object]:
    return {**ACME, "lines": list(lines), **fields}


def test_a_plain_ruling_gets_its_total_company_and_parent(directory: Path) -> None:
    registry = loaded(directory, ACME)
    total, servers, other = registry.revenue_lines
    assert (total.revenue_line_id, total.metric_id, total.parent) == ("acme_total", "revenue", None)
    assert total.is_total
    assert total.counts
    assert total.is_broad
    assert (servers.company_id, servers.parent) == ("ACME", "acme_total")
    assert servers.metric_id == "acme_servers"
    assert servers.is_confirmed
    assert registry.revenue_line_by_id["acme_servers"] is servers
    assert (other.revenue_line_id, other.counts, other.segment_id) == ("beta_total", False, None)
    assert [each.axis for each in registry.qualifiers] == ["srt:ConsolidationItemsAxis"]


def test_a_line_counts_in_the_tier_of_its_sub_segment_unless_ruled_into_another(
    directory: Path,
) -> None:
    registry = loaded(directory, ACME)
    assert [registry.tier_of(line) for line in registry.revenue_lines] == [
        "systems", "systems", None,
    ]  # fmt: skip
    ruled = {**LINE, "tier": "inputs", "tier_reason": "Boards that others build servers of."}
    registry = loaded(directory, with_lines(ruled))
    assert registry.tier_of(registry.revenue_line_by_id["acme_servers"]) == "inputs"


def test_without_rulings_every_company_has_its_total_alone(directory: Path) -> None:
    lines = load_registry(directory).revenue_lines
    assert [line.revenue_line_id for line in lines] == ["acme_total", "beta_total"]
    assert {line.metric_id for line in lines} == {"revenue"}
    assert not any(line.counts for line in lines)


def test_two_companies_whose_totals_would_share_a_name_are_refused(directory: Path) -> None:
    twins = [{**COMPANIES[0], "ticker": name, "cik": cik} for name, cik in (("A.B", 7), ("A-B", 8))]
    (directory / "companies.yml").write_text(yaml.safe_dump({"companies": twins}), "utf-8")
    with pytest.raises(RegistryError, match="revenue_line_id: named twice: a_b_total"):
        load_registry(directory)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"segment_id": "core"}, "acme_servers: segment_id, sub_segment_id: core/systems is not"),
        (
            {"sub_segment_id": "lasers"},
            "acme_servers: segment_id, sub_segment_id: core_compute/lasers is not in segments.yml",
        ),
        ({"sub_segment_id": None}, "lines.acme_servers: Value error, sub_segment_id: stands"),
        (
            {"tier": "gadgets", "tier_reason": "x"},
            "lines.acme_servers.tier: Input should be 'equipment', 'inputs', 'devices' or 'sys",
        ),
        ({"tier": "inputs"}, "lines.acme_servers: Value error, tier: stands with a tier_reason"),
        ({"parent": "beta_total"}, "lines: acme_servers: parent: beta_total is not a line of ACME"),
        ({"parent": "acme_servers"}, "lines: acme_servers: parent: contains itself"),
        ({"status": "unconfirmed"}, "lines.acme_servers: Value error, counts: an unconfirmed"),
        ({"status": "perhaps"}, "lines.acme_servers.status: Input should be"),
        ({"scope": "total_company"}, "lines.acme_servers: Value error, scope: the total has no"),
        (
            {"segment_id": None, "sub_segment_id": None},
            "lines.acme_servers: Value error, counts: a line without a segment never counts",
        ),
        (
            {"valid_from": "2025-01-01", "valid_to": "2024-01-01"},
            "lines.acme_servers: Value error, valid_from is after valid_to",
        ),
        ({"members": [{"axis": AXIS, "member": "Servers"}]}, "lines.acme_servers.members.0.member"),
        ({"concepts": ["Revenues"]}, "lines.acme_servers.concepts.0: "),
        ({"reason": " "}, "lines.acme_servers.reason: "),
        ({"revenue_line_id": "Acme-1"}, "lines.Acme-1.revenue_line_id: "),
        ({"revenue_line_id": "capex_cash"}, "revenue_line_id: named twice: capex_cash"),
        ({"axis": AXIS}, "lines.acme_servers.axis: Extra inputs are not permitted"),
        (
            {"breaks": [{"date": day, "reason": "x"} for day in ("2025-01-01", "2024-01-01")]},
            "lines.acme_servers: Value error, breaks: each day once, in order",
        ),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_file_company_and_field(
    directory: Path, change: dict[str, object], complaint: str
) -> None:
    message = message_of(directory, with_lines({**LINE, **change}))
    assert message.startswith("revenue_lines.yml: ")
    assert complaint in message
    if "named twice" not in complaint:
        assert "ACME" in message


def test_unknown_and_double_companies_are_refused(directory: Path) -> None:
    stranger = {**ACME, "company_id": "NOPE", "lines": []}
    assert message_of(directory, stranger) == (
        "revenue_lines.yml: NOPE: company_id: is not a company of companies.yml"
    )
    assert message_of(directory, ACME, ACME) == "revenue_lines.yml: company_id: named twice: ACME"
    beta = {**ACME, "company_id": "BETA"}
    assert message_of(directory, ACME, beta) == (
        "revenue_lines.yml: revenue_line_id: named twice: acme_servers"
    )
    assert "a revenue_line_id is named twice" in message_of(directory, with_lines(LINE, LINE))


def test_parents_cannot_contain_each_other(directory: Path) -> None:
    one = {**LINE, "revenue_line_id": "one", "parent": "two", "members": []}
    two = {**LINE, "revenue_line_id": "two", "parent": "one", "members": []}
    assert "lines: one: parent: contains itself" in message_of(directory, with_lines(one, two))


def test_trap_s3_a_line_has_one_axis_at_a_time(directory: Path) -> None:
    members = [
        {"axis": AXIS, "member": "acme:ServersMember"},
        {"axis": PRODUCTS, "member": "acme:ServersMember"},
    ]
    message = message_of(directory, with_lines({**LINE, "members": members}))
    assert f"members: {AXIS} and {PRODUCTS} hold on the same days" in message
    dated = [
        {**members[0], "valid_to": "2019-12-31"},
        {**members[1], "valid_from": "2020-01-01"},
    ]
    assert loaded(directory, with_lines({**LINE, "members": dated}))
    recoded = [members[0], {**members[0], "axis": "srt:StatementBusinessSegmentsAxis"}]
    assert loaded(directory, with_lines({**LINE, "members": recoded}))


def test_trap_s5_s7_s10_keys_of_members_ignore_prefix_and_case(directory: Path) -> None:
    old = LineMember(axis="us-gaap:ProductOrServiceAxis", member="iivi:DatacenterMember")
    new = LineMember(axis="srt:ProductOrServiceAxis", member="cohr:DataCenterMember")
    assert old.key == new.key
    assert local_name("AAOI:InternetDataCenterMember") == "internetdatacentermember"
    # The two spellings are one member, which cannot state two lines.
    other = {
        **LINE,
        "revenue_line_id": "acme_other",
        "members": [{"axis": "srt:StatementBusinessSegmentsAxis", "member": "old:SERVERSMember"}],
    }
    assert "acme_servers and acme_other: members: both are" in message_of(
        directory, with_lines(LINE, other)
    )


def test_trap_s9_a_part_of_a_name_is_another_member() -> None:
    one = LineMember(axis=AXIS, member="iivi:DatacenterMember")
    other = LineMember(axis=AXIS, member="iivi:DatacenterAndCommunicationsSegmentMember")
    assert one.key != other.key


def test_validity_includes_both_days() -> None:
    def valid(first: dt.date, last: dt.date) -> LineMember:
        return LineMember(axis=AXIS, member="a:BMember", valid_from=first, valid_to=last)

    member = valid(dt.date(2024, 1, 28), dt.date(2025, 1, 26))
    days = [dt.date(2024, 1, 27), dt.date(2024, 1, 28), dt.date(2025, 1, 26), dt.date(2025, 1, 27)]
    assert [member.overlaps(valid(day, day)) for day in days] == [False, True, True, False]


def test_corrections_are_dated_and_change_something(directory: Path) -> None:
    correction = {
        "accession": "0000000007-24-000001",
        "axis": AXIS,
        "filed_member": "acme:AMember",
        "means_member": "acme:BMember",
        "dated": "2026-11-23",
        "reason": "The caption.",
    }
    assert loaded(directory, with_lines(LINE, corrections=[correction]))
    undated = {key: value for key, value in correction.items() if key != "dated"}
    cases = [
        ([undated], "corrections.0.dated: Field required"),
        ([{**correction, "accession": "0000000007-24-1"}], "corrections.0.accession: "),
        ([{**correction, "means_member": "x:aMember"}], "means_member: is the filed_member"),
        ([correction, correction], "a filed_member of a filing is named twice"),
    ]
    for corrections, complaint in cases:
        assert complaint in message_of(directory, with_lines(LINE, corrections=corrections))


def test_completions_name_what_completes_an_axis_that_a_line_stands_on(directory: Path) -> None:
    hedging = "us-gaap:GainLossOnOilAndGasHedgingActivity"
    ruling: dict[str, object] = {
        "axis": AXIS,
        "concepts": [hedging],
        "dated": "2026-11-26",
        "reason": "Says so.",
    }
    registry = loaded(directory, with_lines(LINE, completions=[ruling]))
    assert registry.completing_concepts == {hedging}
    revenue = "us-gaap:Revenues"
    cases: list[tuple[list[dict[str, object]], str]] = [
        ([{**ruling, "concepts": []}], "concepts, members: one at least completes the axis"),
        ([{**ruling, "members": [{"axis": AXIS, "member": "acme:B"}]}], "are of other axes"),
        ([ruling, ruling], f"completions: {AXIS}: is named twice"),
        ([{**ruling, "axis": PRODUCTS}], f"completions: {PRODUCTS}: no line has a member on it"),
        ([{**ruling, "concepts": [revenue]}], f"{revenue} states a metric of metrics.yml"),
        ([{k: v for k, v in ruling.items() if k != "dated"}], "completions.0.dated: Field"),
    ]
    for completions, complaint in cases:
        assert complaint in message_of(directory, with_lines(LINE, completions=completions))


def test_total_line_ids_hold_no_dots_or_dashes() -> None:
    assert total_line_id("2317.TW") == "2317_tw_total"
    assert total_line_id("BRK-B") == "brk_b_total"


def rulings_of(company_id: str) -> CompanyLines:
    return next(s for s in load_registry(SHIPPED).suppliers if s.company_id == company_id)


def line_of(company_id: str, revenue_line_id: str) -> RevenueLine:
    lines = rulings_of(company_id).lines
    return next(line for line in lines if line.revenue_line_id == revenue_line_id)


def test_shipped_rulings_cover_the_value_chain() -> None:
    registry = load_registry(SHIPPED)
    ruled = {line.segment_id for line in registry.revenue_lines if line.counts and line.segment_id}
    assert ruled == {segment.segment_id for segment in registry.segments}
    suppliers = {s.company_id for s in registry.suppliers if s.total.segment_id}
    assert suppliers <= {c.company_id for c in registry.companies if c.role != "spender"}
    # Who is outside the segments is a spender.
    outside = {s.company_id for s in registry.suppliers} - suppliers
    assert outside <= {c.company_id for c in registry.companies if c.is_spender}


def test_trap_s3_aws_is_read_from_the_segment_axis_only() -> None:
    aws = line_of("AMZN", "amzn_aws")
    assert [member.pairs for member in aws.members] == [
        ((AXIS, "amzn:AmazonWebServicesSegmentMember"),)
    ]


def test_trap_s4_only_restating_members_are_qualifiers() -> None:
    registry = load_registry(SHIPPED)
    assert {local_name(each.member) for each in registry.qualifiers} == {"operatingsegmentsmember"}


def test_trap_s5_amd_spells_its_member_by_form() -> None:
    data_center = line_of("AMD", "amd_data_center")
    annual, interim = data_center.members
    assert (annual.member, interim.member) == ("amd:DatacenterMember", "amd:DataCenterMember")
    assert annual.key == interim.key
    assert "10-K" in annual.forms
    assert "10-Q" in interim.forms


def test_trap_s6_six_quarters_of_amd_are_corrected_by_dated_rulings() -> None:
    amd = rulings_of("AMD")
    meant = {(each.accession, each.filed_member): each.means_member for each in amd.corrections}
    filings = {accession for accession, _ in meant}
    assert len(filings) == 6
    for accession in filings:
        assert meant[accession, "amd:ClientMember"] == "amd:DataCenterMember"
        assert meant[accession, "amd:DataCenterMember"] == "amd:GamingMember"


def test_trap_s7_coherent_keeps_its_old_prefix() -> None:
    line = line_of("COHR", "cohr_datacenter_communications")
    assert line.members[0].member == "iivi:DatacenterAndCommunicationsSegmentMember"


def test_trap_s12_the_label_stands_beside_the_member() -> None:
    line = line_of("NVT", "nvt_systems_protection")
    assert line.line_name.startswith("Systems Protection")
    assert line.members[0].member == "nvt:EnclosuresSegmentMember"


def test_dell_ai_servers_need_the_segment_beside_the_product() -> None:
    line = line_of("DELL", "dell_ai_servers")
    assert line.parent == "dell_isg"
    assert line.members[0].pairs == (
        (PRODUCTS, "dell:AIOptimizedServersAndNetworkingMember"),
        (AXIS, "dell:InfrastructureSolutionsGroupMember"),
    )
