"""What companies say in words in their filings, one partition a company."""

from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.defs.lib.sources import source_asset
from pipelines.sources.sec_documents.source import SOURCE

sec_documents = source_asset(SOURCE, deps=[RAW_SEC_FILINGS.full_name])
