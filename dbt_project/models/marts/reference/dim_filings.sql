select
    filings.accession,
    filings.company_id,
    companies.ticker,
    filings.form,
    filings.period_end,
    filings.filed_date,
    filings.accepted_at,
    filings.cik,
    filings.is_inline_xbrl,
    filings.source,
    filings.url,
    filings.document_url
from {{ ref('int_filings__identified') }} as filings
inner join {{ ref('dim_companies') }} as companies using (company_id)
order by filings.accession, filings.company_id
