-- Each version as it stood when it became known.
select
    history.* exclude (shown_from, shown_to),
    versions.known_to,
    versions.change_cause
from {{ ref('fct_remaining_performance_obligation_history') }} as history
inner join {{ ref('int_metric_versions__in_usd') }} as versions
    on versions.lineage_id = history.lineage_id
    and versions.known_from = history.shown_from
order by history.company_id, history.fiscal_year, history.fiscal_quarter, history.version
