select
    technology_id,
    technology_name,
    calendar_quarter,
    calendar_quarter_end,
    companies_reporting,
    companies_mentioning,
    companies_affirmative,
    companies_conditional,
    companies_boilerplate,
    mentioning_pct,
    tickers_mentioning,
    companies_in_calls,
    lineage_id
from {{ ref('fct_technology_adoption') }}
