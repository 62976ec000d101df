select
    company_id,
    cik,
    accession,
    form,
    filed_date,
    report_date as period_end,
    accepted_at,
    primary_document,
    is_inline_xbrl
from {{ source('raw', 'sec_filings') }}
