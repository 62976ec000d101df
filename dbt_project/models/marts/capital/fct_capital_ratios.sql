select * exclude (shown_from, shown_to)
from {{ ref('fct_capital_ratios_history') }}
where shown_to is null
order by company_id, fiscal_year, fiscal_quarter
