select * exclude (shown_from, shown_to)
from {{ ref('fct_revenue_landmarks_history') }}
where shown_to is null
order by landmark_usd, calendar_quarter
