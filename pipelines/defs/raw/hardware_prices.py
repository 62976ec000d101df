"""Prices and performance of chips, as people entered them: one table, read from files."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.hardware_prices.source import SOURCE

hardware_prices = source_asset(SOURCE)
