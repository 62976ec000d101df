{{ capex_of('neocloud', 'cash') }}
