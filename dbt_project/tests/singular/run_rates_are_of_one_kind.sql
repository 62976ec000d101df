{{ config(meta={'dagster': {'ref': {'name': 'fct_commercialisation'}}}) }}
-- The combined run rate holds run rates alone, one of each company, and none that is unsure.
select
    totals.calendar_quarter,
    operands.concept,
    operands.confidence,
    totals.companies_reporting
from {{ ref('fct_commercialisation') }} as totals
inner join {{ ref('lineage') }} as operands using (lineage_id)
qualify operands.concept <> 'report:run_rate'
    or operands.confidence = 'low'
    or operands.period_end > totals.calendar_quarter_end
    or count(*) over (partition by totals.calendar_quarter) <> totals.companies_expected
