{{ supplier_revenue_of('equipment') }}
