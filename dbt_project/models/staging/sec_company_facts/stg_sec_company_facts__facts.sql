select
    company_id,
    metric_id,
    concept,
    unit,
    period_start,
    period_end,
    duration_kind,
    fiscal_year,
    fiscal_quarter,
    value,
    accession,
    form,
    filed_date,
    known_from,
    known_from_basis,
    is_in_series
from {{ source('normalized', 'facts') }}
