{{ config(materialized='table') }}

with lines as (
    select * from {{ ref('stg_registry__revenue_lines') }}
),

breaks as (
    select
        lines.revenue_line_id,
        coalesce(list(breaks.break_date) filter (breaks.break_date is not null), [])
            as break_dates
    from lines
    left join {{ source('normalized', 'series_breaks') }} as breaks using (revenue_line_id)
    group by lines.revenue_line_id
),

-- As sure as the least sure of the statements and months that a figure rests on; filings are sure.
confidences as (
    select
        operands.lineage_id,
        arg_max(
            coalesce(operands.confidence, statements.confidence),
            list_position(
                [{{ var('confidences') }}], coalesce(operands.confidence, statements.confidence)
            )
        ) as confidence
    from {{ source('normalized', 'operands') }} as operands
    left join {{ source('raw', 'company_statements') }} as statements
        on operands.source = 'company_statements' and statements.file = operands.element_id
    group by operands.lineage_id
),

quarters as (
    select
        versions.*,
        coalesce(confidences.confidence, 'high') as confidence,
        lines.* exclude (company_id, metric_id, reason),
        len(list_filter(breaks.break_dates, lambda day: day <= versions.period_end))
            as breaks_until_end,
        len(list_filter(breaks.break_dates, lambda day: day < versions.period_start))
            as breaks_before_start
    from {{ source('normalized', 'versions') }} as versions
    inner join lines
        on lines.company_id = versions.company_id
        and lines.metric_id = versions.metric_id
    inner join breaks using (revenue_line_id)
    left join confidences using (lineage_id)
    where versions.period_kind = 'quarter'
)

select
    quarters.company_id,
    quarters.revenue_line_id,
    quarters.line_name,
    quarters.segment_id,
    quarters.sub_segment_id,
    quarters.tier,
    quarters.scope,
    quarters.is_broad,
    quarters.is_confirmed,
    quarters.fiscal_year,
    quarters.fiscal_quarter,
    quarters.period_start,
    quarters.period_end,
    quarters.calendar_quarter,
    quarters.calendar_offset_days,
    quarters.version,
    quarters.value,
    quarters.unit as currency,
    {{ in_usd('quarters.value', 'quarters.unit', 'rates.usd_per_unit') }} as value_usd,
    {{ fx_columns('quarters.unit', 'rates') }},
    first_value(quarters.value) over history as first_reported_value,
    {{ is_restated('quarters.value', 'quarters.change_cause') }} as is_restated,
    quarters.is_series_break or quarters.breaks_until_end > quarters.breaks_before_start
        as is_series_break,
    cast(1 + quarters.breaks_until_end as integer) as definition_number,
    quarters.derivation,
    quarters.source,
    quarters.accession,
    quarters.document,
    quarters.confidence,
    quarters.known_from,
    quarters.known_to,
    quarters.known_from_basis,
    quarters.change_cause,
    quarters.lineage_id
from quarters
{{ with_period_rates('quarters') }}
window history as (
    partition by quarters.company_id, quarters.revenue_line_id, quarters.fiscal_year,
        quarters.fiscal_quarter
    order by quarters.version
)
order by company_id, revenue_line_id, fiscal_year, fiscal_quarter, version
