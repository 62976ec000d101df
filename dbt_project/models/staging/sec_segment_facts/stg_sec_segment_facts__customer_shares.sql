select
    company_id,
    period_start,
    period_end,
    customer,
    customer_label,
    benchmark,
    -- Filings state hundredths of a percent at the finest.
    cast(share_pct as decimal(18, 2)) as share_pct,
    concept,
    dimensions,
    accession,
    known_from,
    -- A filing states the same customer for its quarter and for the year to date.
    lineage_id
from {{ source('normalized', 'customer_shares') }}
