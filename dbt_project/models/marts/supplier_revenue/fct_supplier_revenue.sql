select * exclude (shown_from, shown_to)
from {{ ref('fct_supplier_revenue_history') }}
where shown_to is null
order by company_id, revenue_line_id, fiscal_year, fiscal_quarter
