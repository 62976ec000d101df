{{ config(
    severity='warn', meta={'scope': 'company', 'dagster': {'ref': {'name': 'fct_capex_annual'}}}
) }}
-- A year is the trailing four quarters at its fourth, or says why not. Only in US dollars: four
-- quarters at their own rates are not a year at its own.
select
    years.company_id,
    years.basis,
    years.fiscal_year,
    years.value_usd,
    quarters.trailing_four_quarters_usd
from {{ ref('fct_capex_annual') }} as years
inner join {{ ref('fct_capex') }} as quarters
    on quarters.company_id = years.company_id
    and quarters.basis = years.basis
    and quarters.fiscal_year = years.fiscal_year
    and quarters.fiscal_quarter = 4
where years.currency = 'USD'
    and years.value_usd <> quarters.trailing_four_quarters_usd
    and years.quarters_difference_cause is null
