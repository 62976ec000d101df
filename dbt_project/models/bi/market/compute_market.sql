select
    market.segment_id,
    names.segment_name,
    market.calendar_quarter,
    market.calendar_quarter_end,
    market.method,
    market.value_usd as market_usd,
    market.segment_share_pct,
    market.suppliers_usd,
    market.suppliers_difference_pct,
    market.check_tier,
    market.check_usd,
    market.check_difference_pct,
    market.missing_reason,
    market.lineage_id
from {{ ref('fct_compute_market') }} as market
inner join ({{ segment_names() }}) as names using (segment_id)
where market.market_case = 'base'
