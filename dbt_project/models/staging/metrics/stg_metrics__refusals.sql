select
    table_name,
    key,
    company_id,
    rule,
    reason,
    accession
from {{ source('normalized', 'refusals') }}
