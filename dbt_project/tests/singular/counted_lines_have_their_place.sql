{{ config(meta={'dagster': {'ref': {'name': 'int_revenue_lines__counted'}}}) }}
-- Only lines that may count are counted, each at the end of its path, and only narrower ones
-- replace one.
select counted.*
from {{ ref('int_revenue_lines__counted') }} as counted
left join {{ ref('stg_registry__revenue_lines') }} as lines using (company_id, revenue_line_id)
where lines.may_count is distinct from true
    or not ends_with('/' || counted.line_path, '/' || counted.revenue_line_id)
    or (counted.replaced_from is not null and not counted.has_narrower_lines)
