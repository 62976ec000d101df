with submitted as (
    select * from {{ ref('stg_sec_filings__filings') }}
),

named_by_facts as (
    select * from {{ ref('stg_sec_company_facts__filings') }}
    union all by name
    select * from {{ ref('stg_sec_segment_facts__filings') }}
    anti join {{ ref('stg_sec_company_facts__filings') }} using (company_id, accession)
),

filings as (
    select
        accession, company_id, cik, form, period_end, filed_date, accepted_at, is_inline_xbrl,
        primary_document
    from submitted
    union all by name
    -- A fact names its filing even where the submissions on hand do not reach back to it.
    select
        accession, company_id, cik, form, null as period_end, filed_date, null as accepted_at,
        null as is_inline_xbrl, null as primary_document
    from named_by_facts
    anti join submitted using (company_id, accession)
)

select
    accession,
    company_id,
    cik,
    form,
    period_end,
    filed_date,
    accepted_at,
    is_inline_xbrl,
    {{ filing_url('cik', 'accession') }} as url,
    {{ document_url('cik', 'accession', 'primary_document', 'null') }} as document_url
from filings
