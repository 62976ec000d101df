"""Annualised revenue of those who sell AI, as people entered it: one table, read from files."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.model_company_revenue.source import SOURCE

model_company_revenue = source_asset(SOURCE)
