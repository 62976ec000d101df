{{ config(
    severity='warn',
    meta={'scope': 'company', 'dagster': {'ref': {'name': 'int_filings__identified'}}}
) }}
-- Every filing that submissions list, that a fact names, that was read for its words or that a
-- statement of a filer cites is identified.
with named as (
    {%- for table in ['sec_filings', 'sec_company_facts', 'sec_segment_facts', 'sec_documents'] %}
    select company_id, accession from {{ source('raw', table) }}
    union
    {%- endfor %}
    select statements.company_id, statements.accession
    from {{ source('raw', 'company_statements') }} as statements
    inner join {{ source('normalized', 'companies') }} as companies using (company_id)
    where companies.cik is not null and statements.accession is not null
)

select named.company_id, named.accession
from named
anti join {{ ref('int_filings__identified') }} using (company_id, accession)
