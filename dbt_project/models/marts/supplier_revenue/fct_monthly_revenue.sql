select * exclude (shown_from, shown_to)
from {{ ref('fct_monthly_revenue_history') }}
where shown_to is null
order by company_id, month
