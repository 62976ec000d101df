{{ config(materialized='table') }}

with lines as (
    select * from {{ ref('stg_registry__revenue_lines') }}
)

select
    versions.company_id,
    lines.revenue_line_id,
    lines.line_name,
    lines.segment_id,
    lines.sub_segment_id,
    lines.scope,
    lines.is_broad,
    lines.is_confirmed,
    versions.fiscal_year,
    versions.period_start,
    versions.period_end,
    versions.version,
    versions.value,
    versions.unit as currency,
    {{ in_usd('versions.value', 'versions.unit', 'rates.usd_per_unit') }} as value_usd,
    {{ fx_columns('versions.unit', 'rates') }},
    first_value(versions.value) over history as first_reported_value,
    {{ is_restated('versions.value', 'versions.change_cause') }} as is_restated,
    versions.source,
    versions.accession,
    versions.document,
    versions.known_from,
    versions.known_to,
    versions.known_from_basis,
    versions.change_cause,
    versions.lineage_id
from {{ source('normalized', 'versions') }} as versions
inner join lines
    on lines.company_id = versions.company_id
    and lines.metric_id = versions.metric_id
{{ with_period_rates('versions') }}
where versions.period_kind = 'year'
window history as (
    partition by versions.company_id, lines.revenue_line_id, versions.fiscal_year
    order by versions.version
)
order by company_id, revenue_line_id, fiscal_year, version
