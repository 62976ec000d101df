{{ segment_revenue_of('systems') }}
