{{ config(meta={'dagster': {'ref': {'name': 'fct_capex_totals'}}}) }}
-- Each total is the sum over the spenders of its group in the panel, and counts them.
with members as (
    select
        spender_group,
        basis,
        calendar_quarter,
        sum(value_usd) as value_usd,
        count(distinct company_id) as companies
    from {{ ref('fct_capex') }}
    where is_in_panel
    group by spender_group, basis, calendar_quarter
)

select
    spender_group,
    basis,
    calendar_quarter,
    totals.value_usd,
    members.value_usd as sum_usd,
    members.companies
from {{ ref('fct_capex_totals') }} as totals
full join members using (spender_group, basis, calendar_quarter)
where totals.value_usd is distinct from members.value_usd
    or totals.companies_reporting is distinct from members.companies
