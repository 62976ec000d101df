{{ config(severity='warn') }}
-- A year equals the sum of its four quarters to the cent, unless the mart can say why it does not.
-- A warning: what no rule explains is published as what was filed, its cause unexplained.
select company_id, basis, fiscal_year, value_usd, quarters_sum_usd, quarters_difference_usd
from {{ ref('fct_capex_annual') }}
where quarters_difference_usd <> 0 and quarters_difference_cause = 'unexplained'
