{{ config(
    severity='warn', meta={'scope': 'company', 'dagster': {'ref': {'name': 'fct_supplier_revenue'}}}
) }}
-- Of lines that contain each other at most one counts, and of each company that has a line that
-- may count, at least one does, unless one that should has a hole.
with counted as (
    select revenue.*, versions.line_path
    from {{ ref('fct_supplier_revenue') }} as revenue
    inner join {{ ref('fct_supplier_revenue_versions') }} as versions using (lineage_id)
    where revenue.in_segment_total
)

select
    counted.company_id,
    counted.fiscal_year,
    counted.fiscal_quarter,
    counted.revenue_line_id,
    'counts beside ' || wider.revenue_line_id as finding
from counted
inner join counted as wider
    on wider.company_id = counted.company_id
    and wider.fiscal_year = counted.fiscal_year
    and wider.fiscal_quarter = counted.fiscal_quarter
    and starts_with(counted.line_path, wider.line_path || '/')
union all
select company_id, fiscal_year, fiscal_quarter, min(revenue_line_id), 'counts nowhere'
from {{ ref('fct_supplier_revenue_versions') }}
where is_countable
    and confidence <> 'low'
    and (company_id, fiscal_year, fiscal_quarter) not in (
        select (company_id, fiscal_year, fiscal_quarter) from counted
        union all
        select (company_id, fiscal_year, fiscal_quarter)
        from {{ ref('int_revenue_lines__counted') }}
        where is_missing
    )
group by company_id, fiscal_year, fiscal_quarter
