"""Monthly revenue of companies listed in Taiwan."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.taiwan_monthly_revenue.source import SOURCE

taiwan_monthly_revenue = source_asset(SOURCE)
