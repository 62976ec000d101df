select * exclude (shown_from, shown_to)
from {{ ref('fct_compute_market_totals_history') }}
where shown_to is null
order by calendar_quarter, market_case
