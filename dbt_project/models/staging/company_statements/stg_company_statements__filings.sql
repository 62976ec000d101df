select
    statements.company_id,
    statements.accession,
    companies.cik,
    -- A document is often called by its form first.
    nullif(
        regexp_extract(min(statements.document), '^(?:10|20|40|8|6)-[KQF](?:/A)?\b'), ''
    ) as form,
    min(statements.stated_date) as filed_date
from {{ source('raw', 'company_statements') }} as statements
inner join {{ source('normalized', 'companies') }} as companies using (company_id)
-- A company without a CIK has no filings at the SEC.
where statements.accession is not null and companies.cik is not null
group by statements.company_id, statements.accession, companies.cik
