with tiers as (
    select segment_id, sub_segment_id, tier from {{ ref('dim_segments') }}
    union
    -- A line may be ruled into another tier than its sub-segment's.
    select segment_id, sub_segment_id, tier from {{ ref('fct_sub_segment_revenue') }}
)

select
    tiers.segment_id || ':' || tiers.sub_segment_id || ':' || tiers.tier as sub_segment_tier_id,
    places.segment_name || ': ' || places.sub_segment_name || ': ' || tiers.tier as label,
    places.segment_name as segment,
    places.sub_segment_name as sub_segment,
    tiers.tier as chain_tier,
    list_position([{{ var('tiers') }}], tiers.tier) as chain_order,
    places.description
from tiers
inner join {{ ref('dim_segments') }} as places using (segment_id, sub_segment_id)
