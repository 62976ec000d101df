select
    years.company_id,
    companies.ticker,
    years.basis,
    years.fiscal_year,
    years.period_start,
    years.period_end,
    years.value_usd,
    years.first_reported_usd,
    years.is_restated,
    years.quarters_sum_usd,
    years.quarters_difference_usd,
    years.quarters_difference_cause,
    years.is_series_break,
    years.accession,
    years.version,
    years.known_from,
    years.known_from_basis,
    years.lineage_id
from {{ ref('int_capex_years__compared') }} as years
inner join {{ ref('dim_companies') }} as companies using (company_id)
order by years.company_id, years.basis, years.fiscal_year
