-- The record of a method beside its forecast: what had become of its earlier ones by then.
with accuracy as (
    select * from {{ ref('fct_forecast_accuracy') }}
),

records as (
    select
        forecasts.lineage_id,
        forecasts.horizon,
        cast(count(*) as integer) as record_forecasts,
        -- The order in which numbers are added shows beyond the tenth digit.
        round(100 * avg(exp(earlier.log_error) - 1), 6) as record_error_pct,
        round(median(earlier.error_pct), 6) as record_bias_pct,
        round(100 * avg(exp(earlier.naive_log_error) - 1), 6) as record_naive_error_pct,
        round(avg(earlier.log_error) / nullif(avg(earlier.naive_log_error), 0), 6)
            as record_to_naive,
        avg(cast(earlier.is_in_interval as integer)) as held,
        round(avg(earlier.pinball_loss_pct), 6) as record_pinball_loss_pct
    from accuracy as forecasts
    inner join accuracy as earlier
        on earlier.series_id = forecasts.series_id
        and earlier.method = forecasts.method
        and earlier.horizon = forecasts.horizon
        and earlier.origin_quarter < forecasts.origin_quarter
        and earlier.actual_known_from <= forecasts.known_from
    where forecasts.is_selected
    group by forecasts.lineage_id, forecasts.horizon
),

-- A total beside the sum of its companies, each as it was forecast from the same quarter by then.
members as (
    select
        totals.lineage_id,
        totals.horizon,
        sum(own.value) as members_value
    from accuracy as totals
    inner join {{ source('normalized', 'companies') }} as companies
        on companies.spender_group = totals.spender
    left join accuracy as own
        on own.spender = companies.company_id
        and own.series_kind = 'capex'
        and own.is_selected
        and own.origin_quarter = totals.origin_quarter
        and own.horizon = totals.horizon
        and own.known_from <= totals.known_from
    where totals.series_kind = 'capex_total' and totals.is_selected
    group by totals.lineage_id, totals.horizon
    having count(own.value) = count(*)
),

-- The newest of a series until the next is made, and one of its record from then on. A nowcast is
-- over once the series itself has its quarter, or a nowcast knows more of its months.
whole as (
    select nowcasts.lineage_id, min(later.known_from) as whole_from
    from accuracy as nowcasts
    inner join accuracy as later
        on later.series_id = nowcasts.series_id
        and (
            (later.horizon = 1 and later.origin_quarter > nowcasts.origin_quarter)
            or (
                later.months_known > nowcasts.months_known
                and later.origin_quarter = nowcasts.origin_quarter
            )
        )
    where nowcasts.horizon <= 0 and nowcasts.is_selected and later.is_selected
    group by nowcasts.lineage_id
),

ended as (
    select
        forecasts.lineage_id,
        forecasts.horizon,
        forecasts.known_from,
        case when forecasts.horizon <= 0
            then whole.whole_from
            else lead(forecasts.known_from) over (
                partition by forecasts.series_id, forecasts.horizon
                order by forecasts.known_from, forecasts.origin_quarter
            )
        end as replaced_from
    from accuracy as forecasts
    left join whole on whole.lineage_id = forecasts.lineage_id
    where forecasts.is_selected
),

spans as (
    select
        lineage_id,
        horizon,
        true as is_newest,
        known_from as shown_from,
        replaced_from as shown_to
    from ended
    where replaced_from is null or replaced_from > known_from
    union all
    select lineage_id, horizon, false, replaced_from, cast(null as timestamp)
    from ended
    where replaced_from is not null
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
    forecasts.origin_value,
    forecasts.horizon,
    forecasts.months_known,
    forecasts.calendar_quarter,
    forecasts.calendar_quarter_end,
    forecasts.value,
    forecasts.lower_80,
    forecasts.upper_80,
    forecasts.method,
    forecasts.selection_score,
    coalesce(coalesce(records.record_to_naive, forecasts.selection_score) < 1, false)
        as beats_naive,
    case
        when forecasts.method = 'combination'
            then 'In the record the combination of the other methods beat the seasonal naive one.'
        when forecasts.method in ('guidance', 'guidance_blend')
            then 'In the record ' || forecasts.method || ' beat what knows of no guidance.'
        when forecasts.method <> 'seasonal_naive'
            then 'Of all methods ' || forecasts.method || ' had the smallest error in the record.'
        when forecasts.selection_score is null
            then 'Too few outcomes were known to choose by: the seasonal naive method is used.'
        else 'No method beat the seasonal naive one in the record, so it is used.'
    end || case
        when forecasts.method <> 'seasonal_naive' and records.record_to_naive >= 1
            then ' Of this series so far ahead it did not beat the seasonal naive one.'
        else ''
    end as selection_reason,
    coalesce(records.record_forecasts, 0) as record_forecasts,
    records.record_error_pct,
    records.record_bias_pct,
    records.record_naive_error_pct,
    records.record_to_naive,
    round(100 * records.held, 6) as record_coverage_pct,
    {{ coverage_end('records.held', 'records.record_forecasts', 'forecasts.horizon', '-') }}
        as record_coverage_low_pct,
    {{ coverage_end('records.held', 'records.record_forecasts', 'forecasts.horizon', '+') }}
        as record_coverage_high_pct,
    records.record_pinball_loss_pct,
    cast(members.members_value as decimal(18, 2)) as members_value,
    100 * (cast(members.members_value as double) / cast(forecasts.value as double) - 1)
        as members_difference_pct,
    spans.is_newest,
    forecasts.lineage_id,
    spans.shown_from,
    spans.shown_to
from accuracy as forecasts
inner join spans
    on spans.lineage_id = forecasts.lineage_id and spans.horizon = forecasts.horizon
left join records
    on records.lineage_id = forecasts.lineage_id and records.horizon = forecasts.horizon
left join members
    on members.lineage_id = forecasts.lineage_id and members.horizon = forecasts.horizon
where forecasts.is_selected
