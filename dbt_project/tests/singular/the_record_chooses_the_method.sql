{{ config(meta={'dagster': {'ref': {'name': 'fct_forecast_accuracy'}}}) }}
-- Of an origin and horizon one method is the forecast: the one with the lowest score below 1, and
-- where there is none the seasonal naive one.
with forecasts as (
    select
        *,
        count(*) filter (is_selected) over origin as selected,
        min(selection_score) filter (selection_score < 1) over origin as best_score
    from {{ ref('fct_forecast_accuracy') }}
    window origin as (partition by series_id, origin_quarter, horizon)
)

select series_id, origin_quarter, horizon, method, selection_score, best_score, selected
from forecasts
where selected <> 1
    or (is_selected and best_score is not null and selection_score is distinct from best_score)
    or (is_selected and best_score is null and method <> 'seasonal_naive')
