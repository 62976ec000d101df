with submitted as (
    select * from {{ source('raw', 'sec_filings') }}
),

-- Facts, texts and statements name filings even where the submissions on hand do not reach them.
named as (
    select *, 'sec_company_facts' as source from {{ ref('stg_sec_company_facts__filings') }}
    union all by name
    select *, 'sec_segment_facts' as source from {{ ref('stg_sec_segment_facts__filings') }}
    union all by name
    select *, 'sec_documents' as source from {{ ref('stg_sec_documents__filings') }}
    union all by name
    select *, 'company_statements' as source from {{ ref('stg_company_statements__filings') }}
),

named_once as (
    select * from named
    qualify row_number() over (
        partition by company_id, accession
        order by
            source = 'company_statements', source = 'sec_documents', source = 'sec_segment_facts'
    ) = 1
),

filings as (
    select
        accession, company_id, cik, form, report_date as period_end, filed_date, accepted_at,
        is_inline_xbrl, primary_document, 'sec_filings' as source
    from submitted
    union all by name
    select
        accession, company_id, cik, form, null as period_end, filed_date, accepted_at,
        null as is_inline_xbrl, null as primary_document, source
    from named_once
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
    source,
    {{ filing_url('cik', 'accession') }} as url,
    {{ document_url('cik', 'accession', 'primary_document', 'null') }} as document_url
from filings
