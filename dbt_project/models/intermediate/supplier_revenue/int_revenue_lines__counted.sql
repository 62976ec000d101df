{{ config(materialized='table') }}

-- Which lines may count in a quarter, how they lie in each other, and from when on narrower ones
-- replace a line. A value that became known is never withdrawn, so all that is needed to tell
-- what counted at an instant are the instants at which the values first stood.
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
    group by all
),

quarters as (
    select company_id, fiscal_year, fiscal_quarter, max(period_end) as quarter_end
    from {{ ref('int_supplier_revenue_versions__by_line') }}
    group by all
),

-- Lines that may count in the quarter, with a value or without.
countable as (
    select
        quarters.company_id,
        quarters.fiscal_year,
        quarters.fiscal_quarter,
        lines.revenue_line_id,
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

-- From the narrowest upwards: a line is replaced once each line directly in it has a value, or
-- is itself replaced by narrower ones.
{%- for depth in range(var('deepest_line') | int, -1, -1) %}
depth_{{ depth }} as (
    select
        placed.*,
        {%- if loop.first %}
        cast({{ never }} as timestamp) as replaced_from,
        false as has_narrower_lines,
        placed.present_from as covered_from
        {%- else %}
        coalesce(narrower.covered_from, {{ never }}) as replaced_from,
        narrower.wider_line_id is not null as has_narrower_lines,
        least(placed.present_from, coalesce(narrower.covered_from, {{ never }})) as covered_from
        {%- endif %}
    from placed
    {%- if not loop.first %}
    left join (
        select {{ cell }}, wider_line_id, max(covered_from) as covered_from
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

all_depths as (
    {%- for depth in range((var('deepest_line') | int) + 1) %}
    from depth_{{ depth }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    company_id,
    revenue_line_id,
    fiscal_year,
    fiscal_quarter,
    coalesce(wider_path, '') || revenue_line_id as line_path,
    has_narrower_lines,
    nullif(replaced_from, {{ never }}) as replaced_from
from all_depths
