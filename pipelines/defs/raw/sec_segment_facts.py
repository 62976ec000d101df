"""Facts of the SEC's filings with their dimensions, one partition a company."""

from pipelines.contracts.raw import RAW_SEC_FILINGS, RAW_SEC_SEGMENT_FACTS
from pipelines.defs.lib.companies import company_asset

sec_segment_facts = company_asset(
    RAW_SEC_SEGMENT_FACTS, "sec_segment_facts", deps=[RAW_SEC_FILINGS.full_name]
)
