{{ config(meta={'dagster': {'ref': {'name': 'fct_compute_market_totals'}}}) }}
-- A total is the sum of its segments, all of them, and a case lies between the one below and the
-- one above.
with segments as (
    select calendar_quarter, market_case, sum(value_usd) as value_usd, count(*) as parts
    from {{ ref('fct_compute_market') }}
    group by calendar_quarter, market_case
),

cases as (
    select
        totals.calendar_quarter,
        totals.market_case,
        totals.value_usd,
        segments.value_usd as of_segments_usd,
        segments.parts,
        max(totals.value_usd) filter (totals.market_case = 'low') over quarter_of_it as low_usd,
        max(totals.value_usd) filter (totals.market_case = 'base') over quarter_of_it as base_usd,
        max(totals.value_usd) filter (totals.market_case = 'high') over quarter_of_it as high_usd
    from {{ ref('fct_compute_market_totals') }} as totals
    left join segments using (calendar_quarter, market_case)
    window quarter_of_it as (partition by totals.calendar_quarter)
)

select *
from cases
where value_usd is distinct from of_segments_usd
    or parts is distinct from (
        select count(*) from {{ ref('fct_market_sensitivity') }}
        where measures = 'split'
    )
    or not coalesce(low_usd <= base_usd and base_usd <= high_usd, false)
