select
    forecasts.segment_id || ':' || forecasts.tier as segment_tier_id,
    forecasts.segment_id,
    names.segment_name,
    forecasts.tier,
    forecasts.calendar_quarter,
    forecasts.calendar_quarter_end,
    forecasts.origin_quarter,
    forecasts.horizon,
    100 * (forecasts.value / forecasts.origin_value - 1) as forecast_growth_pct,
    100 * (forecasts.lower_80 / forecasts.origin_value - 1) as lower_growth_pct,
    100 * (forecasts.upper_80 / forecasts.origin_value - 1) as upper_growth_pct,
    forecasts.method,
    forecasts.beats_naive,
    forecasts.record_forecasts,
    forecasts.record_coverage_pct,
    forecasts.known_from,
    forecasts.lineage_id
from {{ ref('fct_forecasts') }} as forecasts
inner join ({{ segment_names() }}) as names using (segment_id)
where forecasts.is_newest and forecasts.horizon > 0 and forecasts.series_kind = 'segment_revenue'
