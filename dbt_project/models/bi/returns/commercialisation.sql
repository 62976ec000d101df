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
    case when cloud_companies_reporting = cloud_companies_expected
        then cloud_revenue_usd
    end as cloud_revenue_usd,
    cloud_companies_reporting,
    cloud_companies_expected,
    cloud_matched_yoy_pct,
    cloud_matched_tickers,
    case when remaining_performance_obligation_companies_reporting
        = remaining_performance_obligation_companies_expected
        then remaining_performance_obligation_usd
    end as remaining_performance_obligation_usd,
    remaining_performance_obligation_companies_reporting,
    remaining_performance_obligation_companies_expected,
    remaining_performance_obligation_matched_yoy_pct,
    remaining_performance_obligation_matched_tickers,
    lineage_id
from {{ ref('fct_commercialisation') }}
