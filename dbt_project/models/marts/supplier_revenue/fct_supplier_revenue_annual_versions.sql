-- Each version as it stood when it became known.
select
    history.* exclude (shown_from, shown_to),
    versions.known_to,
    versions.change_cause
from {{ ref('fct_supplier_revenue_annual_history') }} as history
inner join {{ ref('int_supplier_revenue_versions__by_year') }} as versions
    on versions.lineage_id = history.lineage_id
    and versions.revenue_line_id = history.revenue_line_id
    and versions.known_from = history.shown_from
order by history.company_id, history.revenue_line_id, history.fiscal_year, history.version
