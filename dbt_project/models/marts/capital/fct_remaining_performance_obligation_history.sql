with stocks as (
    select * from {{ ref('int_metric_versions__in_usd') }}
    where metric_id = 'remaining_performance_obligation' and period_kind = 'instant'
)

select
    stocks.company_id,
    companies.ticker,
    companies.spender_group,
    stocks.fiscal_year,
    stocks.fiscal_quarter,
    stocks.period_end,
    stocks.calendar_quarter,
    {{ calendar_quarter_end('stocks.calendar_quarter') }} as calendar_quarter_end,
    stocks.calendar_offset_days,
    scopes.scope,
    stocks.value,
    stocks.currency,
    stocks.value_usd,
    stocks.fx_rate,
    stocks.fx_source,
    stocks.first_reported_usd,
    stocks.is_restated,
    compared.year_earlier_usd,
    compared.yoy_pct,
    compared.growth_basis,
    stocks.concept,
    stocks.accession,
    stocks.version,
    stocks.known_from,
    stocks.known_from_basis,
    stocks.lineage_id,
    compared.compared_from as shown_from,
    compared.compared_to as shown_to
from stocks
inner join {{ ref('dim_companies') }} as companies using (company_id)
inner join {{ ref('int_quarters__compared') }} as compared
    on compared.lineage_id = stocks.lineage_id and compared.series = stocks.metric_id
{{ with_metric_scopes('stocks') }}
