select
    segment_id,
    sub_segment_id,
    tier,
    is_headline_tier,
    segment_name,
    sub_segment_name,
    description,
    taxonomy_version
from {{ source('normalized', 'segments') }}
order by segment_id, sub_segment_id
