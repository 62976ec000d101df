with lines as (
    select * from {{ source('normalized', 'revenue_lines') }}
),

totals as (
    select company_id, revenue_line_id as total_line_id
    from lines
    where metric_id = 'revenue'
)

select
    lines.revenue_line_id,
    lines.company_id,
    lines.metric_id,
    lines.line_name,
    -- What names no other line lies in the company's total.
    case when lines.metric_id <> 'revenue'
        then coalesce(lines.parent_line_id, totals.total_line_id)
    end as parent_line_id,
    lines.segment_id,
    lines.sub_segment_id,
    lines.tier,
    lines.tier_reason,
    lines.scope,
    lines.is_broad,
    lines.is_confirmed,
    -- Nothing counts in a segment that it does not belong to, nor before somebody confirmed it.
    lines.counts and lines.is_confirmed and lines.segment_id is not null as may_count,
    lines.valid_from,
    lines.valid_to,
    lines.expected_from,
    lines.reason
from lines
left join totals using (company_id)
