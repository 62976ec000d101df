{{ capex_of('hyperscaler', 'with_finance_leases') }}
