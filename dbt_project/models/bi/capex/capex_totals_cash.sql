{{ capex_total_of('hyperscaler', 'cash') }}
