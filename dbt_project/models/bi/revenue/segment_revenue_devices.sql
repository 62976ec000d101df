{{ segment_revenue_of('devices') }}
