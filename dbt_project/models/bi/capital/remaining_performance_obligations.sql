select
    obligations.company_id,
    obligations.ticker,
    companies.company_name,
    obligations.scope,
    obligations.calendar_quarter,
    obligations.calendar_quarter_end,
    obligations.fiscal_year,
    obligations.fiscal_quarter,
    obligations.period_end,
    obligations.value_usd as obligation_usd,
    obligations.yoy_pct,
    obligations.accession,
    obligations.known_from,
    obligations.lineage_id
from {{ ref('fct_remaining_performance_obligation') }} as obligations
inner join {{ ref('dim_companies') }} as companies using (company_id)
