-- Names of customers hold within one filing only: the next may call another one customer A. So a
-- period's shares are those of the filing that first stated the period, all of them.
with shares as (
    select *
    from {{ ref('stg_sec_segment_facts__customer_shares') }}
    where share_pct between 0 and 100
    qualify accession = first_value(accession) over (
        partition by company_id, period_start, period_end, benchmark
        order by known_from, accession
    )
)

select
    shares.company_id,
    companies.ticker,
    shares.period_start,
    shares.period_end,
    shares.customer,
    shares.customer_label,
    shares.benchmark,
    shares.share_pct,
    shares.accession,
    shares.known_from,
    shares.lineage_id
from shares
inner join {{ ref('dim_companies') }} as companies using (company_id)
order by shares.company_id, shares.period_end, shares.period_start, shares.customer,
    shares.benchmark
