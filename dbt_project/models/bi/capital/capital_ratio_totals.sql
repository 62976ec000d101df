select
    calendar_quarter,
    calendar_quarter_end,
    companies_reporting,
    companies_expected,
    companies_reporting = companies_expected as is_complete,
    tickers_missing,
    capex_to_revenue,
    capex_to_operating_cash_flow,
    free_cash_flow_usd,
    trailing_capex_to_revenue,
    trailing_capex_to_operating_cash_flow,
    trailing_free_cash_flow_usd,
    cumulative_capex_usd,
    capex_yoy_pct,
    depreciation_companies,
    depreciation_yoy_pct,
    depreciation_companies_capex_yoy_pct,
    lineage_id
from {{ ref('fct_capital_ratio_totals') }}
where spender_group = 'hyperscaler'
