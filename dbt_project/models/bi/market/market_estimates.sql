select
    estimate_by,
    speaker,
    estimate_kind,
    is_kind_said,
    definition,
    period,
    first_year,
    last_year,
    low_usd,
    high_usd,
    bound,
    stated,
    confidence,
    citation,
    known_from,
    lineage_id
from {{ ref('fct_market_estimates') }}
