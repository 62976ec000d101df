"""What is asked for of a filing's folder, and what of it cannot be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS
from pipelines.registry import Metric
from pipelines.sources.sec_segment_facts.source import SOURCE
from pipelines.storage import tables
from tests.support.filing_desk import GOOD, NEWEST, OTHER, FilingDesk
from tests.support.segment_bodies import CIK, CLOUD, TOTAL, Stated, folder_index, instance, labels


class Desk(FilingDesk):
    """Folders with an instance and its labels."""

    def fill(
        self, accession: str, *, inline: bool = True, sizes: dict[str, object] | None = None
    ) -> None:
        names = sizes or {"goog_htm.xml": 9, "goog_lab.xml": 9}
        self.add(
            accession,
            inline=inline,
            index__json=folder_index(names),
            goog_htm__xml=instance(TOTAL, Stated("7", CLOUD)),
            goog_lab__xml=labels(goog_GoogleCloudMember="Google Cloud"),
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path, SOURCE)
    made.fill(GOOD)
    made.fill(OTHER)
    return made


def test_the_folder_is_asked_then_the_instance_and_the_labels(desk: Desk) -> None:
    del desk.listed[OTHER]
    outcome = desk.refresh()
    folder = f"{CIK}/{GOOD.replace('-', '')}"
    assert desk.asked == [f"{folder}/{n}" for n in ("index.json", "goog_htm.xml", "goog_lab.xml")]
    assert (outcome.status, outcome.rows, len(outcome.sha256s)) == ("new", 2, 3)
    assert outcome.newest_period == dt.date(2024, 12, 31)
    frame = tables.read(RAW_SEC_SEGMENT_FACTS, desk.settings)
    assert frame["dimension_labels"].to_list() == [None, "Google Cloud"]
    assert frame["document"].unique().to_list() == ["goog_htm.xml"]


def test_other_revenue_concepts_in_the_registry_are_a_reason_to_read(desk: Desk) -> None:
    desk.refresh()
    old = desk.registry
    metric = Metric(
        metric_id="revenue",
        metric_name="revenue",
        period_type="duration",
        description="revenue",
        aliases=("us-gaap:SalesRevenueNet",),
    )
    desk.registry = replace(old, metrics=(metric,))
    desk.refresh()
    assert len(desk.asked) == 6
    assert desk.rows() == {}


@pytest.mark.parametrize("is_in_labels", [False, True])
def test_an_entity_in_a_filing_is_named_and_the_others_publish(
    desk: Desk, is_in_labels: bool
) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    desk.fill(NEWEST)
    desk.put(NEWEST, "goog_lab.xml" if is_in_labels else "goog_htm.xml", bomb)
    desk.refresh()
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    [refusal] = desk.quarantine()
    assert "entities" in str(refusal["reason"])


def test_a_filing_without_xbrl_is_read_once_and_has_no_rows(desk: Desk) -> None:
    desk.fill(NEWEST, inline=False, sizes={"report.txt": 5})
    assert desk.refresh().status == "new"
    assert desk.rows() == {GOOD: 2, OTHER: 2}
    assert desk.refresh().status == "unchanged"
    assert desk.asked == []


def test_an_inline_filing_without_an_instance_waits_for_the_renderer(desk: Desk) -> None:
    desk.fill(NEWEST, sizes={"goog-20241231.htm": 5})
    assert "holds no instance" in desk.refresh().sentence
    desk.fill(NEWEST)
    desk.refresh()
    assert desk.rows() == {GOOD: 2, OTHER: 2, NEWEST: 2}
