-- Each version as it stood when it became known.
select
    history.* exclude (shown_from, shown_to),
    versions.known_to,
    versions.change_cause,
    counted.revenue_line_id is not null as is_countable,
    counted.line_path,
    coalesce(counted.has_narrower_lines, false) as has_narrower_lines,
    counted.replaced_from
from {{ ref('fct_supplier_revenue_history') }} as history
inner join {{ ref('int_supplier_revenue_versions__by_line') }} as versions
    on versions.lineage_id = history.lineage_id
    and versions.revenue_line_id = history.revenue_line_id
    and versions.known_from = history.shown_from
left join {{ ref('int_revenue_lines__counted') }} as counted
    on counted.company_id = history.company_id
    and counted.revenue_line_id = history.revenue_line_id
    and counted.fiscal_year = history.fiscal_year
    and counted.fiscal_quarter = history.fiscal_quarter
order by history.company_id, history.revenue_line_id, history.fiscal_year,
    history.fiscal_quarter, history.version
