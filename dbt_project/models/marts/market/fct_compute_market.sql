select * exclude (shown_from, shown_to)
from {{ ref('fct_compute_market_history') }}
where shown_to is null
order by segment_id, calendar_quarter, market_case
