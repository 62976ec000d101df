{{ config(meta={'dagster': {'ref': {'name': 'fct_remaining_performance_obligation'}}}) }}
-- A backlog or a commitment is of the day on which a quarter of the company's flows ends, where it
-- states any that year.
with stocks as (
    select company_id, fiscal_year, fiscal_quarter, period_end
    from {{ ref('fct_remaining_performance_obligation') }}
    union all
    select company_id, fiscal_year, fiscal_quarter, period_end
    from {{ ref('fct_commitments') }}
)

select stocks.*, flows.period_end as quarter_end
from stocks
inner join {{ ref('fct_supplier_revenue') }} as flows
    on flows.company_id = stocks.company_id
    and flows.fiscal_year = stocks.fiscal_year
    and flows.fiscal_quarter = stocks.fiscal_quarter
where flows.period_end <> stocks.period_end
