{{ config(severity='warn') }}
-- A line's year equals the sum of its four quarters where filings state all five, within the
-- rounding of their figures. A warning: while filings have recast only some of the comparatives,
-- or tag a quarter that the year then corrects, both figures are what was filed.
with standing as (
    select versions.*
    from {{ source('normalized', 'versions') }} as versions
    inner join {{ ref('stg_registry__revenue_lines') }} as lines
        on lines.company_id = versions.company_id
        and lines.metric_id = versions.metric_id
    where versions.known_to is null and versions.accession is not null
),

roundings as (
    select company_id, metric_id, max(rounding_unit) as rounding_unit
    from {{ source('normalized', 'facts') }}
    group by company_id, metric_id
),

quarters as (
    select company_id, metric_id, unit, fiscal_year, sum(value) as quarters_sum
    from standing
    where period_kind = 'quarter'
    group by all
    having count(*) = 4
)

select
    years.company_id,
    years.metric_id,
    years.fiscal_year,
    years.value,
    quarters.quarters_sum
from standing as years
inner join quarters using (company_id, metric_id, unit, fiscal_year)
left join roundings using (company_id, metric_id)
where years.period_kind = 'year'
    and abs(years.value - quarters.quarters_sum) > 4 * coalesce(roundings.rounding_unit, 0)
