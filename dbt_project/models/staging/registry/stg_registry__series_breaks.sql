select
    revenue_line_id,
    break_date,
    reason
from {{ source('normalized', 'series_breaks') }}
