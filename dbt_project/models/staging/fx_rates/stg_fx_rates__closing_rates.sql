select
    currency,
    month_end,
    usd_per_unit,
    source,
    rate_date
from {{ source('normalized', 'closing_rates') }}
