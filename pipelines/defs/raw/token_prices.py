"""Prices of tokens, as lists of each day state them."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.token_prices.source import SOURCE

token_prices = source_asset(SOURCE)
