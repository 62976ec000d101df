{{ capex_of('neocloud', 'company_stated') }}
