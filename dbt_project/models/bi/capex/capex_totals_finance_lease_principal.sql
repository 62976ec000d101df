{{ capex_total_of('hyperscaler', 'finance_lease_principal') }}
