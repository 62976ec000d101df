{{ segment_revenue_of('equipment') }}
