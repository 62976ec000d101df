{{ capex_of('hyperscaler', 'company_stated') }}
