select
    scale,
    price_list,
    is_primary,
    tier,
    least_score,
    list_date,
    blended_usd_per_million,
    provider,
    model,
    scored_model,
    score,
    models_qualifying,
    lineage_id
from {{ ref('fct_token_price_index') }}
