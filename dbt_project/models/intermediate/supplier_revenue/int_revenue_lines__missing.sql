-- Holes in what counts: quarters in which a line should count and nothing at hand states it, from
-- when its company is expected. Nothing wider stands in for them.
with counted as (
    select company_id, revenue_line_id, calendar_quarter, calendar_quarter_end
    from {{ ref('int_supplier_revenue__counted') }}
    where in_segment_total and shown_to is null
),

-- Between two quarters that count, those of which the company states nothing at all.
between_two as (
    select
        company_id,
        revenue_line_id,
        unnest({{ quarter_ends('min(calendar_quarter_end)', 'max(calendar_quarter_end)') }})
            as calendar_quarter_end
    from counted
    group by company_id, revenue_line_id
),

missing as (
    select
        company_id,
        revenue_line_id,
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end
    from {{ ref('int_revenue_lines__counted') }}
    where is_missing
    union
    select between_two.*
    from between_two
    anti join {{ ref('int_supplier_revenue__counted') }} as stated
        on stated.company_id = between_two.company_id
        and stated.calendar_quarter_end = between_two.calendar_quarter_end
)

select
    missing.company_id,
    missing.revenue_line_id,
    lines.segment_id,
    lines.tier,
    missing.calendar_quarter_end,
    {{ calendar_quarter('missing.calendar_quarter_end') }} as calendar_quarter
from missing
inner join {{ ref('stg_registry__revenue_lines') }} as lines using (company_id, revenue_line_id)
where missing.calendar_quarter_end >= lines.expected_from
    and {{ may_count_on('lines', 'missing.calendar_quarter_end') }}
