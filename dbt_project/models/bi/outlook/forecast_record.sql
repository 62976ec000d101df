-- Each method, and beside it whichever was chosen at each origin.
with told as (
    select
        *,
        method as method_or_chosen
    from {{ ref('fct_forecast_accuracy') }}
    union all by name
    select
        *,
        'chosen' as method_or_chosen
    from {{ ref('fct_forecast_accuracy') }}
    where is_selected
),

scored as (
    select
        series_kind,
        horizon,
        method_or_chosen,
        cast(count(*) as integer) as forecasts,
        round(100 * avg(exp(log_error) - 1), 6) as error_pct,
        round(median(error_pct), 6) as bias_pct,
        round(avg(log_error) / nullif(avg(naive_log_error), 0), 6) as error_to_naive,
        avg(cast(is_in_interval as integer)) as held,
        round(avg(pinball_loss_pct), 6) as pinball_loss_pct
    from told
    where actual_value is not null
    group by all
)

select
    series_kind,
    horizon,
    method_or_chosen,
    forecasts,
    error_pct,
    bias_pct,
    error_to_naive,
    round(100 * held, 6) as coverage_pct,
    {{ coverage_end('held', 'forecasts', 'horizon', '-') }} as coverage_low_pct,
    {{ coverage_end('held', 'forecasts', 'horizon', '+') }} as coverage_high_pct,
    pinball_loss_pct
from scored
