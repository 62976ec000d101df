{{ supplier_revenue_of('inputs') }}
