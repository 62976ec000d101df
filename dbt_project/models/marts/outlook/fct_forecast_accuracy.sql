select * exclude (shown_from, shown_to)
from {{ ref('fct_forecast_accuracy_history') }}
where shown_to is null
order by series_id, origin_quarter, horizon, method
