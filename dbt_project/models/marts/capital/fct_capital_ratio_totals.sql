select * exclude (shown_from, shown_to)
from {{ ref('fct_capital_ratio_totals_history') }}
where shown_to is null
order by spender_group, calendar_quarter
