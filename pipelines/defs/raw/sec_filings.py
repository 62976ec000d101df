"""The SEC's submissions, one partition a company."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.sec_filings.source import SOURCE

sec_filings = source_asset(SOURCE)
