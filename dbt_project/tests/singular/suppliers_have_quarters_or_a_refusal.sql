{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'fct_refusals'}}}) }}
-- Every supplier has eight quarters of revenue, or a refusal that says what there is.
select companies.company_id
from {{ ref('dim_companies') }} as companies
left join {{ ref('fct_supplier_revenue') }} as revenue using (company_id)
anti join {{ ref('fct_refusals') }} as refusals
    on refusals.company_id = companies.company_id
    and refusals.rule = 'few_quarters'
where companies.role <> 'spender'
group by companies.company_id
having count(distinct revenue.calendar_quarter) < 8
