{{ config(meta={'dagster': {'ref': {'name': 'segment_revenue_devices'}}}) }}
-- The views of each tier, of lines and of segments, add up to the published revenue of every
-- segment and quarter, and hold no other tier (rule 9).
with views (segment_id, tier, calendar_quarter, lines_usd, segments_usd) as (
    {%- for tier, lines, segments in [
        ('equipment', ref('supplier_revenue_equipment'), ref('segment_revenue_equipment')),
        ('inputs', ref('supplier_revenue_inputs'), ref('segment_revenue_inputs')),
        ('devices', ref('supplier_revenue_devices'), ref('segment_revenue_devices')),
        ('systems', ref('supplier_revenue_systems'), ref('segment_revenue_systems')),
    ] %}
    select segment_id, '{{ tier }}', calendar_quarter, lines_usd, segments_usd
    from (
        select segment_id, calendar_quarter, sum(revenue_usd) as lines_usd
        from {{ lines }}
        group by all
    ) as lines
    full join (
        select segment_id, calendar_quarter, sum(revenue_usd) as segments_usd
        from {{ segments }}
        where revenue_usd is not null
        group by all
    ) as segments using (segment_id, calendar_quarter)
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select segment_id, tier, calendar_quarter, revenue.value_usd, views.lines_usd, views.segments_usd
from {{ ref('fct_segment_revenue') }} as revenue
full join views using (segment_id, tier, calendar_quarter)
where views.lines_usd is distinct from revenue.value_usd
    or views.segments_usd is distinct from revenue.value_usd
