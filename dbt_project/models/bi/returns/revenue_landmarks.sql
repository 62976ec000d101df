select
    landmark_usd,
    calendar_quarter,
    calendar_quarter_end,
    status,
    passed_date,
    fitted_date,
    lower_80_date,
    upper_80_date,
    settled_date,
    error_days,
    is_within_interval,
    fitted_points,
    fitted_growth_pct,
    lineage_id
from {{ ref('fct_revenue_landmarks') }}
