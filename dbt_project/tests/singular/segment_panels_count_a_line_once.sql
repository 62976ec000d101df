{{ config(meta={'dagster': {'ref': {'name': 'fct_segment_revenue'}}}) }}
-- No line counts twice in a calendar quarter's total, and the totals are those of the lines.
select revenue_line_id as subject, calendar_quarter, count(*) as row_count
from {{ ref('fct_supplier_revenue') }}
where in_segment_total
group by revenue_line_id, calendar_quarter
having count(*) > 1
union all
select segment_id, calendar_quarter, count(distinct company_id)
from {{ ref('fct_supplier_revenue') }}
left join {{ ref('fct_segment_revenue') }} as totals using (segment_id, calendar_quarter)
where in_segment_total and fct_supplier_revenue.value_usd is not null
group by segment_id, calendar_quarter, totals.companies_reporting, totals.value_usd
having count(distinct company_id) is distinct from totals.companies_reporting
    or sum(fct_supplier_revenue.value_usd) is distinct from totals.value_usd
