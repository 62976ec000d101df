select
    segment_id,
    tier,
    lag,
    correlation,
    lower,
    upper,
    observations,
    p_value,
    adjusted_p,
    is_short,
    first_quarter,
    last_quarter,
    lineage_id
from {{ source('analysis', 'lead_lag') }}
order by segment_id, tier, lag
