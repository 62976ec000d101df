select * exclude (shown_from, shown_to)
from {{ ref('fct_commercialisation_history') }}
where shown_to is null
order by calendar_quarter
