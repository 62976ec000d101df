"""How large others say the market is, as people entered it: one table, read from files."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.market_estimates.source import SOURCE

market_estimates = source_asset(SOURCE)
