with years as (
    select
        versions.*,
        companies.ticker,
        summed.shown_from,
        summed.quarters_published,
        summed.quarters_sum,
        summed.quarters_difference_cause
    from {{ ref('int_supplier_revenue_versions__by_year') }} as versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    inner join {{ ref('int_fiscal_years__summed') }} as summed
        on summed.year_lineage_id = versions.lineage_id
        and summed.series = versions.revenue_line_id
)

select
    company_id,
    ticker,
    revenue_line_id,
    line_name,
    segment_id,
    sub_segment_id,
    scope,
    is_broad,
    is_confirmed,
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
    first_reported_value,
    is_restated,
    quarters_published,
    quarters_sum,
    cast(value - quarters_sum as decimal(18, 2)) as quarters_difference,
    quarters_difference_cause,
    source,
    accession,
    document,
    version,
    known_from,
    known_from_basis,
    lineage_id,
    shown_from,
    lead(shown_from) over (
        partition by company_id, revenue_line_id, fiscal_year order by shown_from
    ) as shown_to
from years
