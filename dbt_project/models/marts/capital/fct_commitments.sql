select * exclude (shown_from, shown_to)
from {{ ref('fct_commitments_history') }}
where shown_to is null
order by company_id, commitment_kind, fiscal_year, fiscal_quarter
