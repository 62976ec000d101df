select
    segment_id,
    sub_segment_id,
    segment_name,
    sub_segment_name,
    description,
    taxonomy_version
from {{ source('normalized', 'segments') }}
order by segment_id, sub_segment_id
