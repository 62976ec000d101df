select
    source,
    company_id,
    item,
    reason,
    accession,
    is_whole_document
from {{ source('raw', 'quarantine') }}
