{{ config(meta={'dagster': {'ref': {'name': 'fct_guidance_accuracy'}}}) }}
-- What was spent in a guided year is that year's on the guided basis, and the error and the outcome
-- follow from the amounts beside them.
with years as (
    select company_id, basis, period_start, period_end, value_usd
    from {{ ref('fct_capex_annual') }}
)

select accuracy.*, years.value_usd
from {{ ref('fct_guidance_accuracy') }} as accuracy
left join years
    on years.company_id = accuracy.company_id
    and years.basis = accuracy.basis
    and abs(years.period_end - accuracy.horizon_end_date) <= 7
    and abs(years.period_start - accuracy.horizon_start_date) <= 7
where accuracy.horizon_grain = 'year'
    and (
        accuracy.actual_usd <> years.value_usd
        or (accuracy.actual_usd is not null and accuracy.basis = 'not_stated')
        or accuracy.error_pct
        is distinct from {{ change_pct('accuracy.actual_usd', 'accuracy.midpoint_usd') }}
        or (accuracy.outcome = 'above' and accuracy.actual_usd <= accuracy.high_usd)
        or (accuracy.outcome = 'below' and accuracy.actual_usd >= accuracy.low_usd)
        or (accuracy.outcome is null)
        <> (accuracy.actual_usd is null or coalesce(accuracy.low_usd, accuracy.high_usd) is null)
    )
