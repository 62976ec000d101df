select * exclude (shown_from, shown_to)
from {{ ref('fct_sub_segment_revenue_history') }}
where shown_to is null
order by segment_id, sub_segment_id, tier, calendar_quarter
