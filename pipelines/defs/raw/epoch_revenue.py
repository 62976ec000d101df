"""Annualised revenue of those who sell AI, as Epoch AI's table has it."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.epoch_revenue.source import SOURCE

epoch_revenue = source_asset(SOURCE)
