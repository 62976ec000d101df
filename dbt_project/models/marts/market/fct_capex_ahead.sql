select * exclude (shown_from, shown_to)
from {{ ref('fct_capex_ahead_history') }}
where shown_to is null
order by company_id, calendar_quarter
