select * exclude (shown_from, shown_to)
from {{ ref('fct_model_company_revenue_history') }}
where shown_to is null
order by model_company_id, kind, as_of_date, document
