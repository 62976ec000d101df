select * exclude (shown_from, shown_to)
from {{ ref('fct_segment_capture_history') }}
where shown_to is null
order by segment_id, tier, calendar_quarter, basis
