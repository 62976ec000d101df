select
    company_id,
    accession,
    min(cik) as cik,
    min(form) as form,
    min(filed_date) as filed_date,
    min(accepted_at) as accepted_at
from {{ source('raw', 'sec_documents') }}
group by company_id, accession
