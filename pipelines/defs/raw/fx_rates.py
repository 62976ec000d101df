"""Exchange rates of the Federal Reserve and the ECB."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.fx_rates.source import SOURCE

fx_rates = source_asset(SOURCE)
