{{ config(alias='dim_companies') }}

select
    company_id,
    ticker,
    company_name,
    role,
    spender_group,
    country,
    fiscal_year_end,
    reporting_currency,
    cik,
    headline_basis
from {{ ref('dim_companies') }}
