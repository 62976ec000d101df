-- Each version as it stood when it became known.
select
    history.* exclude (shown_from, shown_to, trailing_capex_usd, trailing_capex_lineage_id),
    versions.known_to,
    versions.change_cause
from {{ ref('fct_commitments_history') }} as history
inner join {{ ref('int_commitment_versions__by_kind') }} as versions
    on versions.lineage_id = history.lineage_id
    and versions.known_from = history.shown_from
order by history.company_id, history.commitment_kind, history.fiscal_year,
    history.fiscal_quarter, history.version
