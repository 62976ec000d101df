{{ capex_total_of('hyperscaler', 'with_finance_leases') }}
