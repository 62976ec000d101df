select
    model_company_id,
    company_name,
    business,
    business_of,
    is_top_tier,
    top_tier_from,
    reason
from {{ source('normalized', 'model_companies') }}
order by model_company_id
