select * exclude (shown_from, shown_to)
from {{ ref('fct_forecasts_history') }}
where shown_to is null
order by series_id, origin_quarter, horizon
