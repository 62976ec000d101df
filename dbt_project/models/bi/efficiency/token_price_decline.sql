select
    scale,
    price_list,
    is_primary,
    tier,
    list_dates,
    first_list_date,
    last_list_date,
    first_usd_per_million,
    last_usd_per_million,
    yearly_change_pct,
    lower_80_pct,
    upper_80_pct,
    missing_reason,
    lineage_id
from {{ ref('fct_token_price_decline') }}
