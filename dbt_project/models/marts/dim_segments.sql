select
    segment_id,
    sub_segment_id,
    segment_name,
    sub_segment_name,
    description,
    taxonomy_version
from {{ ref('stg_registry__segments') }}
order by segment_id, sub_segment_id
