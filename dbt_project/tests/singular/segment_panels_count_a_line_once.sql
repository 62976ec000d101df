{{ config(meta={'dagster': {'ref': {'name': 'fct_segment_revenue'}}}) }}
-- No line counts twice in a calendar quarter, and each total is that of the lines of its own tier:
-- a dollar that a supplier earns and pays to the tier before it is in no total twice.
with totals as (
    select segment_id, null as sub_segment_id, tier, calendar_quarter, value_usd,
        companies_reporting
    from {{ ref('fct_segment_revenue') }}
    union all
    select segment_id, sub_segment_id, tier, calendar_quarter, value_usd, companies_reporting
    from {{ ref('fct_sub_segment_revenue') }}
),

lines as (
    select *
    from {{ ref('fct_supplier_revenue') }}
    where in_segment_total and value_usd is not null
),

sums as (
    select
        segment_id,
        sub_segment_id,
        tier,
        calendar_quarter,
        sum(value_usd) as value_usd,
        count(distinct company_id) as companies_reporting
    from lines
    group by grouping sets (
        (segment_id, tier, calendar_quarter), (segment_id, sub_segment_id, tier, calendar_quarter)
    )
)

select
    coalesce(sums.segment_id, totals.segment_id) || ' ' || coalesce(sums.tier, totals.tier)
        as subject,
    coalesce(sums.calendar_quarter, totals.calendar_quarter) as calendar_quarter,
    coalesce(sums.companies_reporting, 0) as row_count
from sums
full join totals
    on totals.segment_id = sums.segment_id
    and totals.sub_segment_id is not distinct from sums.sub_segment_id
    and totals.tier = sums.tier
    and totals.calendar_quarter = sums.calendar_quarter
where totals.value_usd is distinct from sums.value_usd
    or totals.companies_reporting is distinct from coalesce(sums.companies_reporting, 0)
union all
select revenue_line_id, calendar_quarter, count(*)
from lines
group by revenue_line_id, calendar_quarter
having count(*) > 1
