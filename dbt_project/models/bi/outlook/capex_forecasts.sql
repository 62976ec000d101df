select
    companies.company_id,
    companies.ticker,
    companies.company_name,
    forecasts.calendar_quarter,
    forecasts.calendar_quarter_end,
    forecasts.origin_quarter,
    forecasts.horizon,
    forecasts.value as forecast_usd,
    forecasts.lower_80 as lower_usd,
    forecasts.upper_80 as upper_usd,
    forecasts.method,
    forecasts.beats_naive,
    forecasts.record_forecasts,
    forecasts.record_coverage_pct,
    forecasts.known_from,
    forecasts.lineage_id
from {{ ref('fct_forecasts') }} as forecasts
inner join {{ ref('dim_companies') }} as companies
    on companies.company_id = forecasts.spender
where forecasts.is_newest and forecasts.series_kind = 'capex'
