-- Each version as it stood when it became known.
select
    history.* exclude (shown_from, shown_to),
    versions.known_to
from {{ ref('fct_monthly_revenue_history') }} as history
inner join {{ ref('stg_taiwan_monthly_revenue__months') }} as versions
    on versions.lineage_id = history.lineage_id
    and versions.known_from = history.shown_from
order by history.company_id, history.month, history.version
