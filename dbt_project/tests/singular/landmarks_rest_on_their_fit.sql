{{ config(meta={'dagster': {'ref': {'name': 'fct_revenue_landmarks'}}}) }}
-- What a fit found, and the reports of each of its quarters, are the operands of its landmarks.
with operands as (
    select
        lineage_id,
        count(*) filter (source <> 'fit') as reports,
        max(value) filter (concept = 'fit:growth') as growth_pct,
        max(value) filter (concept = 'fit:run_rate') as run_rate_usd
    from {{ ref('lineage') }}
    group by lineage_id
)

select
    landmarks.calendar_quarter,
    landmarks.landmark_usd,
    operands.reports,
    operands.growth_pct,
    operands.run_rate_usd
from {{ ref('fct_revenue_landmarks') }} as landmarks
left join operands using (lineage_id)
where landmarks.fitted_growth_pct is not null
    and (
        operands.reports is distinct from landmarks.fitted_points * landmarks.panel_companies
        or operands.growth_pct
        is distinct from cast(landmarks.fitted_growth_pct as decimal(18, 2))
        or operands.run_rate_usd is distinct from landmarks.fitted_usd
    )
