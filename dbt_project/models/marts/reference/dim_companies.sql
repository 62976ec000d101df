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
    spender_group,
    capex_expected_from
from {{ source('normalized', 'companies') }}
order by company_id
