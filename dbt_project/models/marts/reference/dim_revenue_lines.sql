with paths as (
    select
        revenue_line_id,
        string_agg(containing_line_id || '/', '' order by distance desc) as containing_path
    from {{ ref('int_revenue_lines__nested') }}
    group by revenue_line_id
)

select
    lines.revenue_line_id,
    lines.company_id,
    companies.ticker,
    lines.line_name,
    lines.parent_line_id,
    coalesce(paths.containing_path, '') || lines.revenue_line_id as line_path,
    lines.segment_id,
    lines.sub_segment_id,
    lines.tier,
    lines.tier_reason,
    lines.scope,
    lines.is_broad,
    lines.is_confirmed,
    lines.may_count,
    lines.valid_from,
    lines.valid_to,
    lines.expected_from,
    lines.reason
from {{ ref('stg_registry__revenue_lines') }} as lines
inner join {{ ref('dim_companies') }} as companies using (company_id)
left join paths using (revenue_line_id)
order by lines.revenue_line_id
