{{ supplier_revenue_of('devices') }}
