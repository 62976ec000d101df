select
    revisions.company_id,
    revisions.ticker,
    companies.company_name,
    revisions.horizon,
    revisions.horizon_end_date,
    revisions.basis,
    revisions.issued_date,
    revisions.earlier_issued_date,
    revisions.earlier_midpoint_usd,
    revisions.midpoint_usd,
    revisions.change_pct,
    revisions.step,
    revisions.missing_reason,
    revisions.accession,
    revisions.known_from,
    revisions.lineage_id
from {{ ref('fct_guidance_revisions') }} as revisions
inner join {{ ref('dim_companies') }} as companies using (company_id)
