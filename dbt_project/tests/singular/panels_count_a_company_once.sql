{{ config(severity='warn', meta={'scope': 'company'}) }}
-- No company counts twice in a calendar quarter's total.
select basis, calendar_quarter, company_id, count(*) as row_count
from {{ ref('fct_capex') }}
where is_in_panel
group by basis, calendar_quarter, company_id
having count(*) > 1
