with versions as (
    select
        quarters.*,
        counted.revenue_line_id is not null as is_countable,
        counted.line_path,
        coalesce(counted.has_narrower_lines, false) as has_narrower_lines,
        counted.replaced_from
    from {{ ref('int_supplier_revenue_versions__by_line') }} as quarters
    left join {{ ref('int_revenue_lines__counted') }} as counted
        using (company_id, revenue_line_id, fiscal_year, fiscal_quarter)
),

-- Lines that contain another, and the span in which they count in its place: from when they are
-- known until narrower ones replace them.
containing as (
    select
        cell.revenue_line_id,
        cell.lineage_id,
        wider.revenue_line_id as containing_line_id,
        min(wider.known_from) as counts_from,
        min(wider.replaced_from) as counts_to
    from versions as cell
    inner join versions as wider
        on wider.company_id = cell.company_id
        and wider.fiscal_year = cell.fiscal_year
        and wider.fiscal_quarter = cell.fiscal_quarter
        and wider.is_countable
        and starts_with(cell.line_path, wider.line_path || '/')
    group by cell.revenue_line_id, cell.lineage_id, wider.revenue_line_id
),

-- A line begins or ceases to count when it becomes known, when narrower ones replace it, and when
-- one that contains it begins or ceases to.
changes as (
    select revenue_line_id, lineage_id, known_from as counted_from from versions
    union
    select revenue_line_id, lineage_id, replaced_from from versions
    union
    select revenue_line_id, lineage_id, unnest([counts_from, counts_to]) from containing
),

spans as (
    select
        versions.*,
        changes.counted_from,
        coalesce(
            lead(changes.counted_from) over (
                partition by versions.revenue_line_id, versions.lineage_id
                order by changes.counted_from
            ),
            versions.known_to
        ) as counted_to
    from changes
    inner join versions
        on versions.revenue_line_id = changes.revenue_line_id
        and versions.lineage_id = changes.lineage_id
        and {{ stands_at('versions', 'changes.counted_from') }}
),

outranked as (
    select distinct spans.revenue_line_id, spans.lineage_id, spans.counted_from
    from spans
    inner join containing as wider
        on wider.revenue_line_id = spans.revenue_line_id
        and wider.lineage_id = spans.lineage_id
        and wider.counts_from <= spans.counted_from
        and (wider.counts_to is null or wider.counts_to > spans.counted_from)
),

-- A line counts if it may, unless narrower lines have replaced it or a line that contains it
-- counts.
counted as (
    select
        spans.*,
        case
            when not spans.is_countable
                or spans.replaced_from <= spans.counted_from
                or outranked.lineage_id is not null then null
            when not spans.has_narrower_lines then 'line'
            when spans.scope = 'total_company' then 'total_proxy'
            else 'parent_of_missing_children'
        end as counted_as
    from spans
    left join outranked using (revenue_line_id, lineage_id, counted_from)
)

select
    counted.company_id,
    companies.ticker,
    counted.revenue_line_id,
    counted.line_name,
    counted.segment_id,
    counted.sub_segment_id,
    counted.tier,
    counted.scope,
    counted.is_broad,
    counted.is_confirmed,
    counted.counted_as is not null as in_segment_total,
    counted.counted_as,
    counted.fiscal_year,
    counted.fiscal_quarter,
    counted.period_start,
    counted.period_end,
    counted.calendar_quarter,
    counted.calendar_offset_days,
    counted.value,
    counted.currency,
    counted.value_usd,
    counted.fx_rate,
    counted.fx_source,
    counted.fx_first_date,
    counted.fx_last_date,
    counted.first_reported_value,
    counted.is_restated,
    compared.year_earlier_value,
    compared.yoy_pct,
    compared.growth_basis,
    counted.is_series_break,
    counted.definition_number,
    counted.derivation,
    counted.source,
    counted.accession,
    counted.document,
    counted.version,
    counted.known_from,
    counted.known_from_basis,
    counted.lineage_id,
    -- As both stood together: what it counts as, and what it is compared with.
    greatest(counted.counted_from, compared.compared_from) as shown_from,
    least(counted.counted_to, compared.compared_to) as shown_to
from counted
inner join {{ ref('dim_companies') }} as companies using (company_id)
inner join {{ ref('int_quarters__compared') }} as compared
    on compared.lineage_id = counted.lineage_id
    and compared.series = counted.revenue_line_id
    and (compared.compared_to is null or compared.compared_to > counted.counted_from)
    and (counted.counted_to is null or counted.counted_to > compared.compared_from)
