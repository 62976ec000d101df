"""The SEC's companyfacts, one partition a company."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.sec_company_facts.source import SOURCE

sec_company_facts = source_asset(SOURCE)
