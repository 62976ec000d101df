"""What Dagster is told of the companies of a source; refreshing is in `unit/sources/refresh`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest

from pipelines.defs.lib.companies import ONE_COMPANY, companies_partitions
from pipelines.defs.lib.sources import source_asset
from pipelines.defs.lib.writing import WRITING
from pipelines.errors import LedgerError
from pipelines.sources.base import NO_COMPANY
from pipelines.sources.refresh.engine import Outcome
from tests.support.made_sources import FIGURES, RATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.settings import Settings
    from pipelines.sources.base import AnySource

pytestmark = pytest.mark.engine

ALL = companies_partitions.get_partition_keys()
ONE, TWO, THREE = ALL[:3]
LISTS, TEXTS, PARTS = ("made_lists", "made_texts", "made_parts")
RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


def made(name: str, *deps: str) -> dg.AssetsDefinition:
    """The asset of a source of this name, which reads these."""
    table = replace(FIGURES.table, name=name)
    return source_asset(replace(FIGURES, name=name, table=table), [f"raw.{dep}" for dep in deps])


# Two that read the first.
ASSETS = [made(LISTS), made(TEXTS, LISTS), made(PARTS, LISTS)]


class Desk:
    """Sources whose rows a test says, and Dagster's history of them."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self.rows = {
            LISTS: Counter({ONE: 7, TWO: 5}),
            TEXTS: Counter({TWO: 3}),
            PARTS: Counter({ONE: 2}),
        }
        self.failing: set[str] = set()

    def refreshed(
        self, source: AnySource, _: Settings, companies: Sequence[str], __: str
    ) -> list[Outcome]:
        if source.name in self.failing:
            raise LedgerError(f"{source.name} fails")
        return [Outcome(each, "new", rows=self.rows[source.name][each]) for each in companies]

    def run(self, **tags: str) -> dg.ExecuteInProcessResult:
        """A run of the three, with these tags, in which nothing is refused."""
        ended = self.fail(**tags)
        assert ended.success
        return ended

    def fail(self, **tags: str) -> dg.ExecuteInProcessResult:
        return dg.materialize(
            ASSETS,
            instance=self.instance,
            tags=tags,
            resources={WRITING: dg.ResourceDefinition.none_resource()},
            raise_on_error=False,
        )

    def green(self, table: str) -> set[str]:
        """The companies that Dagster's pages show as materialised."""
        statuses = self.instance.get_status_by_partition(
            dg.AssetKey(["raw", table]), ALL, companies_partitions
        )
        return {company for company, status in (statuses or {}).items() if status is not None}


def noted(ended: dg.ExecuteInProcessResult, table: str) -> dict[str | None, dict[str, Any]]:
    """What a run noted as made of a table: the metadata by company, None for the table."""
    return {
        event.partition: {
            name: value.value
            for name, value in event.materialization.metadata.items()
            if name != "dagster/column_schema"
        }
        for event in ended.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey(["raw", table])
    }


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with dg.DagsterInstance.ephemeral() as instance:
        found = Desk(instance)
        monkeypatch.setattr("pipelines.quality.refreshing.refreshed", found.refreshed)
        yield found


def test_a_company_without_rows_is_not_shown_as_made_however_often_all_are_run(desk: Desk) -> None:
    for _ in range(3):
        ended = desk.run()
        assert desk.green(LISTS) == {ONE, TWO}
        assert desk.green(TEXTS) == {TWO}
        assert desk.green(PARTS) == {ONE}
        documents = noted(ended, TEXTS)
        assert documents.pop(TWO) == {"dagster/partition_row_count": 3, "status": "new"}
        assert documents == {None: {"dagster/row_count": 3, "new": ", ".join(ALL)}}


def test_a_run_of_one_company_says_nothing_of_the_table(desk: Desk) -> None:
    desk.run()
    ended = desk.run(**{ONE_COMPANY: TWO})
    assert noted(ended, LISTS) == {
        TWO: {"dagster/partition_row_count": 5, "status": "new"},
        None: {"new": TWO},
    }
    assert noted(ended, PARTS) == {None: {"new": TWO}}
    assert desk.green(PARTS) == {ONE}


def test_what_is_asked_for_by_partition_is_noted_with_its_rows(desk: Desk) -> None:
    desk.run()
    ended = desk.run(**{"dagster/partition": TWO})
    assert noted(ended, LISTS) == {TWO: {"dagster/partition_row_count": 5, "new": TWO}}
    ended = desk.run(**dict(zip(RANGE, (ONE, TWO), strict=True)))
    rows = {
        company: said["dagster/partition_row_count"]
        for company, said in noted(ended, TEXTS).items()
    }
    assert rows == {ONE: 0, TWO: 3}
    desk.run()


def test_of_a_company_that_has_no_rows_any_more_the_newest_event_says_so(desk: Desk) -> None:
    desk.run()
    desk.rows[LISTS][TWO] = 0
    lost = noted(desk.run(), LISTS)
    assert lost[TWO]["dagster/partition_row_count"] == 0
    assert THREE not in lost
    assert set(noted(desk.run(), LISTS)) == {ONE, None}, "said once"
    desk.rows[LISTS][TWO] = 4
    assert noted(desk.run(), LISTS)[TWO]["dagster/partition_row_count"] == 4


def test_a_partition_is_newer_than_what_was_made_of_it_before(desk: Desk) -> None:
    versions = set()
    for _ in range(2):
        [event] = [
            event
            for event in desk.run().get_asset_materialization_events()
            if event.partition == TWO and event.asset_key == ASSETS[1].key
        ]
        versions.add((event.materialization.tags or {})["dagster/data_version"])
    assert len(versions) == 2


def test_where_a_source_fails_those_that_do_not_read_it_go_on(desk: Desk) -> None:
    desk.failing = {TEXTS}
    ended = desk.fail()
    assert not ended.success
    assert not noted(ended, TEXTS)
    assert noted(ended, LISTS)
    assert noted(ended, PARTS)
    desk.failing = {LISTS}
    ended = desk.fail()
    assert not any(noted(ended, asset.key.path[-1]) for asset in ASSETS)


def test_a_source_that_is_not_by_company_says_the_rows_of_its_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "pipelines.quality.refreshing.refreshed", lambda *_: [Outcome(NO_COMPANY, "new", rows=9)]
    )
    resources = {WRITING: dg.ResourceDefinition.none_resource()}
    ended = dg.materialize([source_asset(RATES)], resources=resources)
    assert noted(ended, RATES.table.name) == {None: {"dagster/row_count": 9, "new": RATES.name}}


def test_a_source_that_reads_others_is_told_as_the_others_are() -> None:
    for asset in ASSETS:
        [spec] = asset.specs
        assert asset.node_def.name == f"fetch_{spec.key.path[-1]}"
        assert spec.group_name == "raw"
        assert spec.tags["source"] == spec.key.path[-1]
        assert spec.freshness_policy is not None
        assert spec.partitions_def == companies_partitions
        assert asset.backfill_policy == dg.BackfillPolicy.single_run()
    assert {dep.asset_key for asset in ASSETS for spec in asset.specs for dep in spec.deps} == {
        ASSETS[0].key
    }
