select
    model_company_id,
    company_name as model_company_name,
    business,
    business_of,
    kind,
    as_of_date,
    reported_date,
    {{ calendar_quarter('as_of_date') }} as calendar_quarter,
    {{ calendar_quarter_end(calendar_quarter('as_of_date')) }} as calendar_quarter_end,
    annualized_revenue_usd,
    qualifier,
    is_disputed,
    is_combined,
    confidence,
    citation,
    known_from,
    lineage_id
from {{ ref('fct_model_company_revenue') }}
where kind <> 'projection'
