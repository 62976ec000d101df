{{ capex_of('hyperscaler', 'finance_lease_principal') }}
