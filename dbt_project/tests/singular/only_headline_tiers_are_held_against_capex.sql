{{ config(meta={'dagster': {'ref': {'name': 'fct_segment_capture'}}}) }}
-- A ratio is that of a tier that spenders buy from, and of its published total.
select capture.segment_id, capture.tier, capture.calendar_quarter, capture.basis
from {{ ref('fct_segment_capture') }} as capture
anti join (
    select revenue.segment_id, revenue.tier, revenue.calendar_quarter, revenue.value_usd
    from {{ ref('fct_segment_revenue') }} as revenue
    inner join {{ ref('dim_segments') }} as segments
        on segments.segment_id = revenue.segment_id
        and segments.tier = revenue.tier
        and segments.is_headline_tier
) as headline
    on headline.segment_id = capture.segment_id
    and headline.tier = capture.tier
    and headline.calendar_quarter = capture.calendar_quarter
    and headline.value_usd = capture.segment_revenue_usd
