select * exclude (shown_from, shown_to)
from {{ ref('fct_capex_history') }}
where shown_to is null
order by company_id, basis, fiscal_year, fiscal_quarter
