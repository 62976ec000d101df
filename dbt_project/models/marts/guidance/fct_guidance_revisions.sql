select * exclude (shown_from, shown_to)
from {{ ref('fct_guidance_revisions_history') }}
where shown_to is null
order by company_id, horizon_end_date, horizon, basis, issued_date
