select * exclude (place_id, sub_segment_id)
from {{ ref('int_tier_revenue__charted') }}
where sub_segment_id is null
