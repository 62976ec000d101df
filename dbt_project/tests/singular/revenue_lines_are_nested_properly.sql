{{ config(meta={'dagster': {'ref': {'name': 'int_revenue_lines__nested'}}}) }}
-- No line lies inside itself, deeper than the models look, or in a line of another company.
select revenue_line_id, containing_line_id, 'lies inside itself or too deep' as finding
from {{ ref('int_revenue_lines__nested') }}
where distance >= {{ var('deepest_line') }} or revenue_line_id = containing_line_id
union all
select lines.revenue_line_id, lines.parent_line_id, 'lies in a line of another company'
from {{ ref('stg_registry__revenue_lines') }} as lines
inner join {{ ref('stg_registry__revenue_lines') }} as parent
    on parent.revenue_line_id = lines.parent_line_id
where parent.company_id <> lines.company_id
