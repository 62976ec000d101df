with quarters as (
    select
        versions.*,
        companies.ticker,
        counted.revenue_line_id is not null as is_countable,
        counted.line_path,
        coalesce(counted.has_narrower_lines, false) as has_narrower_lines,
        counted.replaced_from
    from {{ ref('int_supplier_revenue_versions__by_line') }} as versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    left join {{ ref('int_revenue_lines__counted') }} as counted
        on counted.company_id = versions.company_id
        and counted.revenue_line_id = versions.revenue_line_id
        and counted.fiscal_year = versions.fiscal_year
        and counted.fiscal_quarter = versions.fiscal_quarter
)

-- Each version as it stood when it became known.
{{ supplier_revenue_rows('quarters', 'cell.known_from', [
    'known_to', 'change_cause', 'is_countable', 'line_path', 'has_narrower_lines', 'replaced_from'
]) }}
