select
    currency,
    period_start,
    period_end,
    usd_per_unit,
    source,
    first_rate_date,
    last_rate_date,
    observations
from {{ source('normalized', 'period_rates') }}
