-- A forecast stands from its origin on; what came of it stands beside it once it was said.
with forecasts as (
    select
        * exclude (lineage_id),
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end,
        cast(case when horizon <= 0 then 3 + horizon end as integer) as months_known,
        lineage_id
    from {{ source('analysis', 'forecasts') }}
),

told as (
    select
        * exclude (actual_value, actual_known_from),
        null as actual_value,
        null as actual_known_from,
        known_from as shown_from,
        actual_known_from as shown_to
    from forecasts
    union all by name
    select
        *,
        actual_known_from as shown_from,
        null as shown_to
    from forecasts
    where actual_value is not null
),

measured as (
    select
        *,
        cast(value as double) as said,
        cast(actual_value as double) as became
    from told
)

select
    forecasts.series_id,
    forecasts.series_kind,
    forecasts.spender,
    forecasts.segment_id,
    forecasts.tier,
    forecasts.unit,
    forecasts.origin_quarter,
    forecasts.known_from,
    forecasts.origin_quarters,
    forecasts.origin_value,
    forecasts.origin_scale,
    forecasts.horizon,
    forecasts.months_known,
    forecasts.calendar_quarter,
    forecasts.calendar_quarter_end,
    forecasts.method,
    forecasts.value,
    forecasts.lower_80,
    forecasts.upper_80,
    forecasts.interval_errors,
    forecasts.selection_score,
    forecasts.is_selected,
    forecasts.actual_value,
    forecasts.actual_known_from,
    100 * (forecasts.said / forecasts.became - 1) as error_pct,
    abs(ln(forecasts.said / forecasts.became)) as log_error,
    abs(ln(naive.said / naive.became)) as naive_log_error,
    forecasts.actual_value between forecasts.lower_80 and forecasts.upper_80 as is_in_interval,
    {%- for share, bound in [(0.1, 'lower_80'), (0.5, 'value'), (0.9, 'upper_80')] %}
    {{ '100 / 3 * (' if loop.first }}greatest(
        {{ share }} * (1 - cast(forecasts.{{ bound }} as double) / forecasts.became),
        {{ 1 - share }} * (cast(forecasts.{{ bound }} as double) / forecasts.became - 1)
    ){{ ' +' if not loop.last else ') as pinball_loss_pct,' }}
    {%- endfor %}
    forecasts.lineage_id,
    cast(forecasts.shown_from as timestamp) as shown_from,
    cast(forecasts.shown_to as timestamp) as shown_to
from measured as forecasts
inner join measured as naive
    on naive.series_id = forecasts.series_id
    and naive.origin_quarter = forecasts.origin_quarter
    and naive.horizon = forecasts.horizon
    and naive.shown_from = forecasts.shown_from
    and naive.method = 'seasonal_naive'
