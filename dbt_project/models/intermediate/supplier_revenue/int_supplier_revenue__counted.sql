{{ config(materialized='table') }}

with versions as (
    select
        quarters.*,
        counted.revenue_line_id is not null as is_countable,
        counted.line_path,
        counted.definition,
        coalesce(counted.has_narrower_lines, false) as has_narrower_lines,
        counted.counts_from,
        counted.followed_from,
        counted.replaced_from,
        counted.complete_from
    from {{ ref('int_supplier_revenue_versions__by_line') }} as quarters
    left join {{ ref('int_revenue_lines__counted') }} as counted
        using (company_id, revenue_line_id, fiscal_year, fiscal_quarter)
),

-- A version's place changes when it becomes known, begins to count or to be followed, is replaced
-- by narrower lines, and when those of its tier are all known.
changes as (
    select
        revenue_line_id,
        lineage_id,
        unnest([known_from, counts_from, followed_from, replaced_from, complete_from])
            as changed_at
    from versions
),

spans as (
    select
        versions.*,
        changes.changed_at,
        coalesce(
            lead(changes.changed_at) over (
                partition by versions.revenue_line_id, versions.lineage_id
                order by changes.changed_at
            ),
            versions.known_to
        ) as changed_to
    from (select distinct * from changes) as changes
    inner join versions
        on versions.revenue_line_id = changes.revenue_line_id
        and versions.lineage_id = changes.lineage_id
        and {{ stands_at('versions', 'changes.changed_at') }}
),

placed as (
    select
        *,
        coalesce(counts_from <= changed_at, false)
            and coalesce(replaced_from > changed_at, true)
            and confidence <> 'low' as in_segment_total,
        case
            when confidence = 'low' then null
            when complete_from <= changed_at then 'replaced_parent'
            when counts_from <= changed_at and replaced_from <= changed_at then 'parent'
            when followed_from <= changed_at then 'line'
        end as followed_as
    from spans
)

select
    placed.company_id,
    companies.ticker,
    placed.revenue_line_id,
    placed.line_name,
    placed.segment_id,
    placed.sub_segment_id,
    placed.tier,
    placed.scope,
    placed.is_broad,
    placed.is_confirmed,
    placed.in_segment_total,
    case
        when not placed.in_segment_total then null
        when not placed.has_narrower_lines then 'line'
        when placed.scope = 'total_company' then 'total_proxy'
        else 'parent_of_missing_children'
    end as counted_as,
    case when placed.in_segment_total then placed.definition end as definition,
    placed.followed_as,
    placed.line_path,
    placed.fiscal_year,
    placed.fiscal_quarter,
    placed.period_start,
    placed.period_end,
    placed.calendar_quarter,
    {{ calendar_quarter_end('placed.calendar_quarter') }} as calendar_quarter_end,
    placed.calendar_offset_days,
    placed.value,
    placed.currency,
    placed.value_usd,
    placed.fx_rate,
    placed.fx_source,
    placed.fx_first_date,
    placed.fx_last_date,
    placed.first_reported_value,
    placed.is_restated,
    compared.year_earlier_value,
    compared.yoy_pct,
    compared.growth_basis,
    placed.is_series_break,
    placed.definition_number,
    placed.derivation,
    placed.source,
    placed.accession,
    placed.document,
    placed.confidence,
    placed.version,
    placed.known_from,
    placed.known_from_basis,
    placed.lineage_id,
    -- As both stood together: what it counts as, and what it is compared with.
    greatest(placed.changed_at, compared.compared_from) as shown_from,
    least(placed.changed_to, compared.compared_to) as shown_to
from placed
inner join {{ source('normalized', 'companies') }} as companies using (company_id)
inner join {{ ref('int_quarters__compared') }} as compared
    on compared.lineage_id = placed.lineage_id
    and compared.series = placed.revenue_line_id
    and (compared.compared_to is null or compared.compared_to > placed.changed_at)
    and (placed.changed_to is null or placed.changed_to > compared.compared_from)
