{{ capex_total_of('hyperscaler', 'cash_net') }}
