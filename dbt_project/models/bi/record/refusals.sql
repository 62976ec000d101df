select
    refusals.company_id,
    refusals.ticker,
    companies.company_name,
    refusals.table_name,
    refusals.key as missing_key,
    refusals.subject,
    refusals.rule,
    refusals.reason,
    refusals.action as what_to_do,
    refusals.accession,
    refusals.source_reference
from {{ ref('fct_refusals') }} as refusals
left join {{ ref('dim_companies') }} as companies using (company_id)
