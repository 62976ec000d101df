"""Real filings: the inline document and the instance of one filing state the same facts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.sources.xbrl import kind_of, parse_inline, parse_instance, parse_labels
from tests.support.shared import SHARED_FOLDER

SHARED = SHARED_FOLDER / "data"
INLINE = SHARED / "ixbrl_htm"
INSTANCES = SHARED / "xbrl_instances"
NVDA_INLINE = INLINE / "NVDA_10-K_FY2024_0001045810-24-000029.htm"
NVDA = INSTANCES / "NVDA_10K_FY2024_0001045810-24-000029"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not (INLINE.is_dir() and INSTANCES.is_dir()), reason="the shared documents are not here"
    ),
]


def inline(path: Path) -> pl.DataFrame:
    result = parse_inline({path.name: path.read_bytes()}, path.name)
    assert result.refused == []
    return result.frame


def instance(path: Path) -> pl.DataFrame:
    result = parse_instance(path.read_bytes(), path.name)
    assert result.refused == []
    return result.frame


def test_inline_and_instance_state_the_same_facts() -> None:
    stated = ["element_id", "concept", "dimensions", "unit", "period_start", "period_end", "value",
              "decimals"]  # fmt: skip
    shown = inline(NVDA_INLINE).select(stated).sort("element_id")
    read = instance(NVDA / "nvda-20240221_htm.xml").select(stated).sort("element_id")
    assert shown.filter(pl.col("dimensions") != "").height == 494
    assert shown.height == 1216
    # Sorted by the facts' ids, which both state: neither says more than the other.
    assert shown["element_id"].is_unique().all()
    assert shown.equals(read)


def test_a_market_is_not_the_segment_it_lies_in() -> None:
    frame = inline(NVDA_INLINE).filter(
        concept="us-gaap:Revenues", unit="USD", period_end=dt.date(2024, 1, 28)
    )

    def of(member: str) -> set[Decimal]:
        named = frame.filter(pl.col("dimensions").str.contains(member, literal=True))
        return set(named["value"].to_list())

    assert of("nvda:DataCenterMember") == {Decimal(47_525_000_000)}
    assert of("nvda:ComputeAndNetworkingMember") == {Decimal(47_405_000_000)}


@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("AAOI_10K_FY2013_python-xbrl/aaoi-20131231.xml", 883),
        ("MSFT_10Q_FY2016Q1_classic_xml/msft-20150930.xml", 1207),
        ("AAPL_10K_FY2023/aapl-20230930_htm.xml", 993),
        ("AMZN_10K_FY2022/amzn-20221231_htm.xml", 1278),
    ],
)
def test_instances_old_and_new_are_read_whole(path: str, facts: int) -> None:
    body = (INSTANCES / path).read_bytes()
    assert kind_of(body) == "instance"
    frame = instance(INSTANCES / path)
    # Every number that says its unit, but those said to be nil.
    assert frame.height == facts == body.count(b" unitRef=") - nil_figures(body)


def nil_figures(body: bytes) -> int:
    tags = body.split(b"<")
    return sum(b"unitRef=" in tag and b'nil="true"' in tag for tag in tags)


def test_inline_documents_are_read_whole() -> None:
    paths = sorted(INLINE.glob("*.htm"))
    assert len(paths) >= 12
    for path in paths:
        body = path.read_bytes()
        assert kind_of(body) == "inline"
        figures = [tag for tag in body.split(b"<") if tag.startswith(b"ix:nonFraction")]
        nil = sum(b'xsi:nil="true"' in tag for tag in figures)
        assert inline(path).height == len(figures) - nil, path.name


def test_labels_name_the_members_of_a_filing() -> None:
    frame = parse_labels((NVDA / "nvda-20240221_lab.xml").read_bytes(), "labels")
    center = frame.filter(qname="nvda:DataCenterMember")
    labels = dict(center.select("role", "label").iter_rows())
    assert labels["standard"] == "Data Center [Member]"
    assert labels["terse"] == "Data Center"
