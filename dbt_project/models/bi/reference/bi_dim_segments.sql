{{ config(alias='dim_segments') }}

with tiers as (
    select segment_id, tier from {{ ref('dim_segments') }}
    union
    -- A line may be ruled into a tier that none of the segment's sub-segments has.
    select segment_id, tier from {{ ref('fct_segment_revenue') }}
)

select
    tiers.segment_id || ':' || tiers.tier as segment_tier_id,
    names.segment_name || ': ' || tiers.tier as label,
    names.segment_name as segment,
    tiers.tier as chain_tier,
    list_position([{{ var('tiers') }}], tiers.tier) as chain_order,
    coalesce(list_contains(names.headline_tiers, tiers.tier), false) as is_bought_by_spenders
from tiers
inner join ({{ segment_names() }}) as names using (segment_id)
