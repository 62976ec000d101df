{{ config(
    severity='warn', meta={'scope': 'company', 'dagster': {'ref': {'name': 'fct_supplier_revenue'}}}
) }}
-- No growth is shown across a break of the line's series: a day between the two quarters on which
-- the line was cut anew.
select
    revenue.company_id,
    revenue.revenue_line_id,
    revenue.fiscal_year,
    revenue.fiscal_quarter,
    breaks.break_date
from {{ ref('fct_supplier_revenue') }} as revenue
inner join {{ source('normalized', 'series_breaks') }} as breaks using (revenue_line_id)
where revenue.yoy_pct is not null
    and breaks.break_date between revenue.period_start - interval 9 month and revenue.period_start
