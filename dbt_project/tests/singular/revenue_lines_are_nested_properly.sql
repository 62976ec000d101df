{{ config(meta={'dagster': {'ref': {'name': 'int_revenue_lines__nested'}}}) }}
-- Every line with a parent lies in it, and none inside itself, deeper than the models look, or in
-- a line of another company.
select revenue_line_id, containing_line_id, 'lies inside itself or too deep' as finding
from {{ ref('int_revenue_lines__nested') }}
where distance >= {{ var('deepest_line') }} or revenue_line_id = containing_line_id
union all
select nested.revenue_line_id, nested.containing_line_id, 'lies in a line of another company'
from {{ ref('int_revenue_lines__nested') }} as nested
inner join {{ ref('stg_registry__revenue_lines') }} as lines using (revenue_line_id)
anti join {{ ref('stg_registry__revenue_lines') }} as containing
    on containing.revenue_line_id = nested.containing_line_id
    and containing.company_id = lines.company_id
union all
select lines.revenue_line_id, lines.parent_line_id, 'does not lie in its parent'
from {{ ref('stg_registry__revenue_lines') }} as lines
anti join {{ ref('int_revenue_lines__nested') }} as nested
    on nested.revenue_line_id = lines.revenue_line_id
    and nested.containing_line_id = lines.parent_line_id
where lines.parent_line_id is not null
