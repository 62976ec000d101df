"""The SEC's submissions, one partition a company."""

from pipelines.contracts.raw import RAW_SEC_FILINGS
from pipelines.defs.lib.companies import company_asset

sec_filings = company_asset(RAW_SEC_FILINGS, "sec_filings")
