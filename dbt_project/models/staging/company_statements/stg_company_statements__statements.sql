select
    file as statement_id,
    company_id,
    line_id,
    period_start,
    period_end,
    document,
    citation
from {{ source('raw', 'company_statements') }}
