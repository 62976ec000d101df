select
    steps.company_id,
    companies.ticker,
    steps.metric_id,
    steps.basis,
    steps.period_kind,
    steps.fiscal_year,
    steps.fiscal_quarter,
    steps.period_start,
    steps.period_end,
    steps.calendar_quarter,
    {{ calendar_quarter_end('steps.calendar_quarter') }} as calendar_quarter_end,
    steps.version,
    steps.old_usd,
    steps.new_usd,
    steps.delta_usd,
    {{ change_pct('steps.old_usd', 'steps.new_usd') }} as delta_pct,
    steps.old_accession,
    steps.new_accession,
    steps.known_from,
    steps.change_cause,
    steps.lineage_id
from {{ ref('int_restatements__compared') }} as steps
inner join {{ ref('dim_companies') }} as companies using (company_id)
order by steps.company_id, steps.metric_id, steps.period_kind, steps.fiscal_year,
    steps.fiscal_quarter, steps.version
