select
    guidance.company_id,
    guidance.ticker,
    companies.company_name,
    guidance.horizon,
    guidance.horizon_grain,
    guidance.horizon_end_date,
    guidance.basis,
    guidance.issued_date,
    guidance.kind,
    guidance.low_usd,
    guidance.high_usd,
    guidance.midpoint_usd,
    guidance.direction,
    guidance.standing,
    guidance.supersedes,
    guidance.superseded_by,
    accuracy.days_before_period_end,
    accuracy.actual_usd,
    accuracy.error_pct,
    accuracy.outcome,
    accuracy.missing_reason,
    guidance.citation,
    guidance.confidence,
    guidance.accession,
    guidance.known_from,
    guidance.lineage_id
from {{ ref('fct_capex_guidance') }} as guidance
inner join {{ ref('dim_companies') }} as companies using (company_id)
left join {{ ref('fct_guidance_accuracy') }} as accuracy
    using (company_id, horizon, basis, issued_date)
