with recursive lines as (
    select revenue_line_id, parent_line_id from {{ ref('stg_registry__revenue_lines') }}
),

containing as (
    select revenue_line_id, parent_line_id as containing_line_id, 1 as distance
    from lines
    where parent_line_id is not null
    union all
    select containing.revenue_line_id, lines.parent_line_id, containing.distance + 1
    from containing
    inner join lines on lines.revenue_line_id = containing.containing_line_id
    where lines.parent_line_id is not null
        -- Ends the walk where a registry names a line inside itself; a test refuses that.
        and containing.distance < {{ var('deepest_line') }}
)

select revenue_line_id, containing_line_id, cast(distance as integer) as distance
from containing
