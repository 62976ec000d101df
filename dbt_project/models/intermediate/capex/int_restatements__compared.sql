with versions as (
    select * from {{ source('normalized', 'versions') }}
    where unit = 'USD' and period_kind in ('quarter', 'year')
)

select
    company_id,
    metric_id,
    case metric_id
        when 'capex_cash' then 'cash'
        when 'finance_lease_principal' then 'finance_lease_principal'
        when 'capex_stated' then 'company_stated'
    end as basis,
    period_kind,
    fiscal_year,
    fiscal_quarter,
    period_start,
    period_end,
    calendar_quarter,
    version,
    lag(value) over history as old_usd,
    value as new_usd,
    cast(value - lag(value) over history as decimal(18, 2)) as delta_usd,
    lag(accession) over history as old_accession,
    accession as new_accession,
    known_from,
    change_cause,
    lineage_id
from versions
window history as (
    partition by company_id, metric_id, period_kind, fiscal_year, fiscal_quarter order by version
)
qualify lag(version) over history = version - 1
