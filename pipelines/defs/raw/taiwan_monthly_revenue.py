"""Monthly revenue of companies listed in Taiwan."""

from pipelines.contracts.raw import RAW_TAIWAN_MONTHLY_REVENUE
from pipelines.defs.lib.whole import whole_asset

taiwan_monthly_revenue = whole_asset(RAW_TAIWAN_MONTHLY_REVENUE, "taiwan_monthly_revenue")
