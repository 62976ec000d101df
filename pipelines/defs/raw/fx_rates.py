"""Exchange rates of the Federal Reserve and the ECB."""

from pipelines.contracts.raw import RAW_FX_RATES
from pipelines.defs.lib.whole import whole_asset

fx_rates = whole_asset(RAW_FX_RATES, "fx_rates")
