"""Which companies a run asks for."""

import dagster as dg
import pytest

from pipelines.defs.lib.companies import (
    ONE_COMPANY,
    companies_of,
    companies_partitions,
    is_by_partition,
    is_of_all,
)

pytestmark = pytest.mark.engine

ALL = companies_partitions.get_partition_keys()
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@pytest.mark.parametrize(
    ("tags", "companies", "by_partition"),
    [
        ({}, ALL, False),
        ({ONE_COMPANY: ALL[1]}, ALL[1:2], False),
        ({"dagster/partition": ALL[1]}, ALL[1:2], True),
        ({START: ALL[1], END: ALL[3]}, ALL[1:4], True),
        ({START: ALL[0], END: ALL[-1]}, ALL, True),
    ],
    ids=["no partition", "one company", "a partition", "a range", "all in a range"],
)
def test_a_run_asks_for_its_partitions_or_the_one_that_it_names_or_for_all(
    tags: dict[str, str], companies: list[str], *, by_partition: bool
) -> None:
    told = []

    @dg.asset(partitions_def=companies_partitions)
    def table(context: dg.AssetExecutionContext) -> None:
        told.append((list(companies_of(context)), is_by_partition(context), is_of_all(context)))

    @dg.asset(deps=[table])
    def publication(context: dg.AssetExecutionContext) -> None:
        told.append((list(companies_of(context)), is_by_partition(context), is_of_all(context)))

    assert dg.materialize([table, publication], tags=tags).success
    assert told == [(companies, by_partition, companies == ALL)] * 2
