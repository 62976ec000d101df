"""The SEC's raw assets are partitioned by company: one company can be run again alone.

A company that never filed with the SEC has no partition. Defines no asset.
"""

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
