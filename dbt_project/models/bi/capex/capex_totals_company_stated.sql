{{ capex_total_of('hyperscaler', 'company_stated') }}
