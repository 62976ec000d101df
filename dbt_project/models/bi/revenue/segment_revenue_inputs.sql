{{ segment_revenue_of('inputs') }}
