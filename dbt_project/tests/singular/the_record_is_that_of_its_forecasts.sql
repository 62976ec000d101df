{{ config(meta={'dagster': {'ref': {'name': 'fct_forecasts'}}}) }}
-- Which way a record erred is the median error of the forecasts that it is of, and an end of where
-- its coverage may lie is a share from which what was held is 1.96 standard errors away; a total
-- stands beside the sum of its companies, and the newest origin of a series is the last.
with accuracy as (
    select * from {{ ref('fct_forecast_accuracy') }}
),

told as (
    select
        forecasts.series_id || ' from ' || forecasts.origin_quarter as said_of,
        forecasts.horizon,
        any_value(forecasts.record_forecasts) as told_forecasts,
        any_value(forecasts.record_bias_pct) as told_bias_pct,
        any_value(forecasts.record_coverage_low_pct) / 100 as low,
        any_value(forecasts.record_coverage_high_pct) / 100 as high,
        count(earlier.series_id) as forecasts,
        quantile_cont(earlier.error_pct, 0.5) as bias_pct,
        avg(cast(earlier.is_in_interval as integer)) as held
    from {{ ref('fct_forecasts') }} as forecasts
    left join accuracy as earlier
        on earlier.series_id = forecasts.series_id
        and earlier.method = forecasts.method
        and earlier.horizon = forecasts.horizon
        and earlier.origin_quarter < forecasts.origin_quarter
        and earlier.actual_known_from <= forecasts.known_from
    group by forecasts.series_id, forecasts.origin_quarter, forecasts.horizon
    union all
    select
        records.series_kind || ' by ' || records.method_or_chosen,
        records.horizon,
        any_value(records.forecasts),
        any_value(records.bias_pct),
        any_value(records.coverage_low_pct) / 100,
        any_value(records.coverage_high_pct) / 100,
        count(accuracy.series_id),
        quantile_cont(accuracy.error_pct, 0.5),
        avg(cast(accuracy.is_in_interval as integer))
    from {{ ref('forecast_record') }} as records
    left join accuracy
        on accuracy.series_kind = records.series_kind
        and accuracy.horizon = records.horizon
        and accuracy.actual_value is not null
        and (
            accuracy.method = records.method_or_chosen
            or (records.method_or_chosen = 'chosen' and accuracy.is_selected)
        )
    group by records.series_kind, records.horizon, records.method_or_chosen
),

newest as (
    select series_id, max(origin_quarter) as origin_quarter
    from {{ ref('fct_forecasts') }}
    where horizon > 0
    group by series_id
),

members as (
    select
        totals.series_id,
        totals.origin_quarter,
        totals.horizon,
        case when count(own.value) = count(*) then sum(own.value) end as members_value
    from {{ ref('fct_forecasts') }} as totals
    inner join {{ ref('dim_companies') }} as companies
        on companies.spender_group = totals.spender
    left join {{ ref('fct_forecasts') }} as own
        on own.series_id = 'capex:' || companies.company_id
        and own.origin_quarter = totals.origin_quarter
        and own.horizon = totals.horizon
        and own.known_from <= totals.known_from
    where totals.series_kind = 'capex_total'
    group by totals.series_id, totals.origin_quarter, totals.horizon
)

select said_of, horizon, 'record' as differs
from told
where told_forecasts <> forecasts
    or round(bias_pct, 6) is distinct from told_bias_pct
    or (low is null) <> (held is null)
    or (high is null) <> (held is null)
    or not low <= held
    or not held <= high
    {%- for end in ['low', 'high'] %}
    or abs(
        power(held - {{ end }}, 2) * forecasts / greatest(horizon, 1)
        - 3.8416 * {{ end }} * (1 - {{ end }})
    ) > 0.000001
    {%- endfor %}
union all
select series_id || ' from ' || origin_quarter, horizon, 'members_value'
from {{ ref('fct_forecasts') }}
left join members using (series_id, origin_quarter, horizon)
where fct_forecasts.members_value is distinct from members.members_value
union all
select forecasts.series_id || ' from ' || forecasts.origin_quarter, forecasts.horizon, 'is_newest'
from {{ ref('fct_forecasts') }} as forecasts
inner join newest using (series_id)
where forecasts.horizon > 0
    and forecasts.is_newest <> (forecasts.origin_quarter = newest.origin_quarter)
