{{ capex_of('hyperscaler', 'cash_net') }}
