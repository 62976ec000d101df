{{ config(materialized='table') }}

with lines as (
    select *, {{ places('lines') }} as place_id
    from {{ ref('stg_registry__revenue_lines') }} as lines
    where lines.may_count
),

spans as (
    select
        lines.place_id,
        min(revenue.calendar_quarter_end) as first_quarter,
        max(revenue.calendar_quarter_end) as last_quarter
    from lines
    inner join {{ ref('int_supplier_revenue__counted') }} as revenue using (revenue_line_id)
    group by lines.place_id
),

quarters as (
    select
        place_id,
        unnest({{ quarter_ends('first_quarter', 'last_quarter') }}) as calendar_quarter_end
    from spans
)

-- Lines that may count and hold no narrower one that may: where a company's money should be.
select distinct
    quarters.place_id,
    quarters.calendar_quarter_end,
    lines.company_id,
    companies.ticker
from quarters
inner join lines
    on lines.place_id = quarters.place_id
    and lines.expected_from <= quarters.calendar_quarter_end
    and {{ may_count_on('lines', 'quarters.calendar_quarter_end') }}
inner join {{ source('normalized', 'companies') }} as companies using (company_id)
where not exists (
    select 1
    from {{ ref('int_revenue_lines__nested') }} as nested
    inner join {{ ref('stg_registry__revenue_lines') }} as narrower using (revenue_line_id)
    where nested.containing_line_id = lines.revenue_line_id
        and {{ may_count_on('narrower', 'quarters.calendar_quarter_end') }}
)
