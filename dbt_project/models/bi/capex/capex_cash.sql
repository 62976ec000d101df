{{ capex_of('hyperscaler', 'cash') }}
