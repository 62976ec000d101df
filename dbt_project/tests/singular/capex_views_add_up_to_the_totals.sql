{{ config(meta={'dagster': {'ref': {'name': 'capex_cash'}}}) }}
-- Of each group of spenders and basis that has a view, the view adds up to the published total of
-- every quarter, and so does the view of the totals: who sums a column of either is right (rule 5).
with views (spender_group, basis, calendar_quarter, capex_usd) as (
    {%- for group, basis, view in [
        ('hyperscaler', 'cash', ref('capex_cash')),
        ('hyperscaler', 'cash_net', ref('capex_cash_net')),
        ('hyperscaler', 'finance_lease_principal', ref('capex_finance_lease_principal')),
        ('hyperscaler', 'with_finance_leases', ref('capex_with_finance_leases')),
        ('hyperscaler', 'company_stated', ref('capex_company_stated')),
        ('neocloud', 'cash', ref('capex_neoclouds_cash')),
        ('neocloud', 'company_stated', ref('capex_neoclouds_company_stated')),
    ] %}
    select '{{ group }}', '{{ basis }}', calendar_quarter, sum(capex_usd)
    from {{ view }}
    group by calendar_quarter
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

views_of_totals (spender_group, basis, calendar_quarter, capex_usd) as (
    {%- for basis, view in [
        ('cash', ref('capex_totals_cash')),
        ('cash_net', ref('capex_totals_cash_net')),
        ('finance_lease_principal', ref('capex_totals_finance_lease_principal')),
        ('with_finance_leases', ref('capex_totals_with_finance_leases')),
        ('company_stated', ref('capex_totals_company_stated')),
    ] %}
    select 'hyperscaler', '{{ basis }}', calendar_quarter, sum(capex_usd)
    from {{ view }}
    group by calendar_quarter
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

totals as (
    from {{ ref('fct_capex_totals') }}
    where spender_group = 'hyperscaler' or basis in ('cash', 'company_stated')
)

select
    spender_group,
    basis,
    calendar_quarter,
    totals.value_usd,
    views.capex_usd,
    views_of_totals.capex_usd as capex_usd_of_totals
from totals
full join views using (spender_group, basis, calendar_quarter)
full join views_of_totals using (spender_group, basis, calendar_quarter)
where views.capex_usd is distinct from totals.value_usd
    or (
        spender_group = 'hyperscaler'
        and views_of_totals.capex_usd is distinct from totals.value_usd
    )
