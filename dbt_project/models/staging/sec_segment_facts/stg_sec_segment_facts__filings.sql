select
    company_id,
    accession,
    min(cik) as cik,
    min(form) as form,
    min(filed_date) as filed_date
from {{ source('raw', 'sec_segment_facts') }}
group by company_id, accession
