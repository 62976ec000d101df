{{ config(materialized='table') }}

-- Which lines may count in a quarter, how they lie in each other, and when each of them does.
-- A line's narrower lines are what counts from the first quarter in which all of them were stated,
-- for as long as rulings have them: where one of them is absent later, there is a hole, and the
-- wider line does not stand in for a quarter. A value that became known is never withdrawn, so all
-- that is needed to tell what counted at an instant are the instants at which values first stood.
{%- set never = "timestamp 'infinity'" %}
{%- set cell = 'company_id, fiscal_year, fiscal_quarter' %}
with present as (
    select
        company_id,
        fiscal_year,
        fiscal_quarter,
        revenue_line_id,
        min(known_from) as present_from
    from {{ ref('int_supplier_revenue_versions__by_line') }}
    -- What rests on a blog, or was worked out, is published and never in a total.
    where confidence is distinct from 'low'
    group by all
),

quarters as (
    select
        company_id,
        fiscal_year,
        fiscal_quarter,
        max(period_end) as quarter_end,
        max(calendar_quarter) as calendar_quarter
    from {{ ref('int_supplier_revenue_versions__by_line') }}
    group by all
),

-- Lines that may count in the quarter, with a value or without.
countable as (
    select
        quarters.company_id,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        quarters.quarter_end,
        quarters.calendar_quarter,
        lines.revenue_line_id,
        lines.segment_id || ':' || lines.tier as place_id,
        coalesce(present.present_from, {{ never }}) as present_from
    from quarters
    inner join {{ ref('stg_registry__revenue_lines') }} as lines
        on lines.company_id = quarters.company_id
        and lines.may_count
        and (lines.valid_from is null or lines.valid_from <= quarters.quarter_end)
        and (lines.valid_to is null or lines.valid_to >= quarters.quarter_end)
    left join present
        on present.company_id = quarters.company_id
        and present.fiscal_year = quarters.fiscal_year
        and present.fiscal_quarter = quarters.fiscal_quarter
        and present.revenue_line_id = lines.revenue_line_id
),

-- Lines that may not count are transparent: what lies in them lies in what contains them.
placed as (
    select
        countable.*,
        arg_min(wider.revenue_line_id, nested.distance) as wider_line_id,
        arg_min(wider.place_id, nested.distance) as wider_place_id,
        count(wider.revenue_line_id) as depth,
        string_agg(wider.revenue_line_id || '/', '' order by nested.distance desc) as wider_path
    from countable
    left join (
        {{ ref('int_revenue_lines__nested') }} as nested
        inner join countable as wider on wider.revenue_line_id = nested.containing_line_id
    )
        on nested.revenue_line_id = countable.revenue_line_id
        and wider.company_id = countable.company_id
        and wider.fiscal_year = countable.fiscal_year
        and wider.fiscal_quarter = countable.fiscal_quarter
    group by all
),

-- From the narrowest upwards: when all that lies directly in a line was known, in the quarter or
-- through narrower lines of its own, and when such a quarter, this one or an earlier one, was.
-- Apart from that, when all of it was that lies in the line's own tier.
{%- for depth in range(var('deepest_line') | int, -1, -1) %}
depth_{{ depth }} as (
    select
        placed.*,
        {%- if loop.first %}
        cast(null as varchar) as narrower_line_ids,
        cast({{ never }} as timestamp) as replaced_from,
        cast(null as timestamp) as complete_from,
        placed.present_from as covered_from
        {%- else %}
        narrower.line_ids as narrower_line_ids,
        min(coalesce(narrower.covered_from, {{ never }})) over (
            partition by placed.company_id, placed.revenue_line_id, narrower.line_ids
            order by placed.quarter_end
        ) as replaced_from,
        narrower.complete_from,
        least(placed.present_from, coalesce(narrower.covered_from, {{ never }})) as covered_from
        {%- endif %}
    from placed
    {%- if not loop.first %}
    left join (
        select
            {{ cell }},
            wider_line_id,
            string_agg(revenue_line_id, ' + ' order by revenue_line_id) as line_ids,
            max(covered_from) as covered_from,
            max(covered_from) filter (place_id = wider_place_id) as complete_from
        from depth_{{ depth + 1 }}
        group by all
    ) as narrower
        on narrower.company_id = placed.company_id
        and narrower.fiscal_year = placed.fiscal_year
        and narrower.fiscal_quarter = placed.fiscal_quarter
        and narrower.wider_line_id = placed.revenue_line_id
    {%- endif %}
    where placed.depth = {{ depth }}
){{ ',' }}
{%- endfor %}

lines as (
    select *, coalesce(wider_path, '') || revenue_line_id as line_path
    from (
        {%- for depth in range((var('deepest_line') | int) + 1) %}
        from depth_{{ depth }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as all_depths
),

-- A line counts from when it is known and every line that contains it is replaced.
ruled as (
    select
        lines.*,
        max_by(wider.narrower_line_ids, wider.depth) as beside_line_ids,
        max_by(wider.complete_from, wider.depth) as beside_complete_from,
        coalesce(max(wider.replaced_from), timestamp '-infinity') as wider_replaced_from
    from lines
    left join lines as wider
        on wider.company_id = lines.company_id
        and wider.fiscal_year = lines.fiscal_year
        and wider.fiscal_quarter = lines.fiscal_quarter
        and starts_with(lines.line_path, wider.line_path || '/')
    group by all
)

select
    company_id,
    revenue_line_id,
    fiscal_year,
    fiscal_quarter,
    quarter_end,
    calendar_quarter,
    line_path,
    coalesce(beside_line_ids, revenue_line_id) as definition,
    narrower_line_ids is not null as has_narrower_lines,
    nullif(greatest(present_from, wider_replaced_from), {{ never }}) as counts_from,
    -- Lines of one tier that lie in one line of it are followed together, or that line is.
    nullif(
        greatest(
            present_from,
            wider_replaced_from,
            case when place_id = wider_place_id then beside_complete_from else present_from end
        ),
        {{ never }}
    ) as followed_from,
    nullif(replaced_from, {{ never }}) as replaced_from,
    -- Without a line in its own tier there is nothing to wait for.
    nullif(greatest(replaced_from, coalesce(complete_from, replaced_from)), {{ never }})
        as complete_from,
    wider_replaced_from < {{ never }} and replaced_from = {{ never }} and present_from = {{ never }}
        as is_missing
from ruled
