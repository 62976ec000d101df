{{ supplier_revenue_of('systems') }}
