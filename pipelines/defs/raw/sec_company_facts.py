"""The SEC's companyfacts, one partition a company."""

from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS
from pipelines.defs.lib.companies import company_asset

sec_company_facts = company_asset(RAW_SEC_COMPANY_FACTS, "sec_company_facts")
