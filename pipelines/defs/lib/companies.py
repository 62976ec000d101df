"""The SEC's raw assets are partitioned by company: one company can be run again alone.

A company that never filed with the SEC has no partition. Defines no asset.
"""

from collections.abc import Sequence

import dagster as dg

from pipelines.registry import load_registry
from pipelines.settings import load_settings

companies_partitions = dg.StaticPartitionsDefinition(
    [
        company.company_id
        for company in load_registry(load_settings().registry_dir).companies
        if company.ciks
    ]
)

# The tag of a run that asks for one company and is no run of its partition.
ONE_COMPANY = "ledger/company"


def is_by_partition(context: dg.AssetExecutionContext) -> bool:
    """Whether a person or a backfill chose partitions; Dagster notes all of them as made."""
    return bool(context.has_partition_key or context.has_partition_key_range)


def companies_of(context: dg.AssetExecutionContext) -> Sequence[str]:
    """The companies that a run asks for: its partitions, or the one of its tag, or all."""
    if is_by_partition(context):
        return list(context.partition_keys)
    one = context.run.tags.get(ONE_COMPANY)
    return companies_partitions.get_partition_keys() if one is None else [one]


def is_of_all(context: dg.AssetExecutionContext) -> bool:
    """Whether a run asks for every company."""
    return len(companies_of(context)) == len(companies_partitions.get_partition_keys())
