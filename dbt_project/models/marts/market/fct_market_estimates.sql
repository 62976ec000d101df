select * exclude (shown_from, shown_to)
from {{ ref('fct_market_estimates_history') }}
where shown_to is null
order by known_from, estimate_by, definition, period
