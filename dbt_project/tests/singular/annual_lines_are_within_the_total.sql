{{ config(severity='warn', meta={'scope': 'company'}) }}
-- No line of a company exceeds its total of the year by more than half a percent: figures in a
-- release round to a million, in a call to a tenth of a billion.
select lines.company_id, lines.revenue_line_id, lines.fiscal_year, lines.value, total.value as total
from {{ ref('fct_supplier_revenue_annual') }} as lines
inner join {{ ref('fct_supplier_revenue_annual') }} as total
    on total.company_id = lines.company_id
    and total.fiscal_year = lines.fiscal_year
    and total.currency = lines.currency
    and total.scope = 'total_company'
where lines.value > cast(total.value as decimal(24, 2)) * 1.005
