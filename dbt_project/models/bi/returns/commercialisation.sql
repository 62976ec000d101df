select
    calendar_quarter,
    calendar_quarter_end,
    annualized_revenue_usd,
    companies_reporting,
    companies_expected,
    companies_reporting = companies_expected as is_complete,
    company_names,
    missing_reason,
    matched_yoy_pct,
    matched_company_names,
    trailing_capex_usd,
    coverage_ratio,
    cloud_revenue_usd,
    cloud_tickers,
    remaining_performance_obligation_usd,
    remaining_performance_obligation_tickers,
    lineage_id
from {{ ref('fct_commercialisation') }}
