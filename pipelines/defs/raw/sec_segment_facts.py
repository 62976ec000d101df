"""Facts of the SEC's filings with their dimensions, one partition a company."""

from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.defs.lib.sources import source_asset
from pipelines.sources.sec_segment_facts.source import SOURCE

sec_segment_facts = source_asset(SOURCE, deps=[RAW_SEC_FILINGS.full_name])
