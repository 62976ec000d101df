select * exclude (shown_from, shown_to)
from {{ ref('fct_hardware_price_performance_history') }}
where shown_to is null
order by market, released_date, hardware
