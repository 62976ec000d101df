select
    hardware,
    manufacturer,
    market,
    released_date,
    price_usd,
    flops,
    precision,
    flops_per_dollar,
    is_best_so_far,
    lineage_id
from {{ ref('fct_hardware_price_performance') }}
