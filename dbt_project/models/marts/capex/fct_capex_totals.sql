select * exclude (shown_from, shown_to)
from {{ ref('fct_capex_totals_history') }}
where shown_to is null
order by spender_group, basis, calendar_quarter
