select
    revenue.company_id,
    revenue.ticker,
    companies.company_name,
    revenue.month as month_start,
    revenue.month_end,
    revenue.calendar_quarter,
    revenue.calendar_quarter_end,
    revenue.value_usd as revenue_usd,
    revenue.yoy_pct,
    revenue.is_restated,
    revenue.known_from,
    revenue.lineage_id
from {{ ref('fct_monthly_revenue') }} as revenue
inner join {{ ref('dim_companies') }} as companies using (company_id)
where revenue.value_usd is not null
