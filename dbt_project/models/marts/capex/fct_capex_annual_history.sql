-- A year is compared with its quarters in the filer's own currency, and both are shown at the
-- year's rate.
with years as (
    select
        versions.*,
        companies.ticker,
        summed.shown_from,
        {{ in_usd('summed.quarters_sum', 'versions.currency', 'versions.fx_rate') }}
            as quarters_sum_usd,
        summed.quarters_difference_cause
    from {{ ref('int_capex_versions__by_basis') }} as versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    inner join {{ ref('int_fiscal_years__summed') }} as summed
        on summed.year_lineage_id = versions.lineage_id and summed.series = versions.basis
    where versions.period_kind = 'year'
)

select
    company_id,
    ticker,
    basis,
    fiscal_year,
    period_start,
    period_end,
    value,
    currency,
    value_usd,
    fx_rate,
    fx_source,
    fx_first_date,
    fx_last_date,
    first_reported_usd,
    is_restated,
    quarters_sum_usd,
    cast(value_usd - quarters_sum_usd as decimal(18, 2)) as quarters_difference_usd,
    quarters_difference_cause,
    is_series_break,
    accession,
    version,
    known_from,
    known_from_basis,
    lineage_id,
    shown_from,
    lead(shown_from) over (partition by company_id, basis, fiscal_year order by shown_from)
        as shown_to
from years
