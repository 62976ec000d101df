select
    commitments.company_id,
    commitments.ticker,
    companies.company_name,
    commitments.commitment_kind,
    commitments.scope,
    commitments.calendar_quarter,
    commitments.calendar_quarter_end,
    commitments.fiscal_year,
    commitments.fiscal_quarter,
    commitments.period_end,
    commitments.value_usd as commitment_usd,
    commitments.yoy_pct,
    commitments.trailing_capex_usd,
    commitments.accession,
    commitments.known_from,
    commitments.lineage_id
from {{ ref('fct_commitments') }} as commitments
inner join {{ ref('dim_companies') }} as companies using (company_id)
