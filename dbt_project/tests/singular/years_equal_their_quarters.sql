-- A year equals the sum of its four quarters to the cent, unless the mart says why it does not.
select company_id, basis, fiscal_year, value_usd, quarters_sum_usd, quarters_difference_usd
from {{ ref('fct_capex_annual') }}
where quarters_difference_usd <> 0 and quarters_difference_cause is null
