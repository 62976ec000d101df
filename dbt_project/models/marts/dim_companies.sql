select
    company_id,
    ticker,
    company_name,
    role,
    country,
    fiscal_year_end,
    reporting_currency,
    cik,
    headline_basis,
    capex_expected_from
from {{ ref('stg_registry__companies') }}
order by company_id
