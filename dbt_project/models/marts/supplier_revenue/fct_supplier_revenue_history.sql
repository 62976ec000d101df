with versions as (
    select
        quarters.*,
        companies.ticker,
        counted.revenue_line_id is not null as is_countable,
        counted.line_path,
        coalesce(counted.has_narrower_lines, false) as has_narrower_lines,
        counted.replaced_from
    from {{ ref('int_supplier_revenue_versions__by_line') }} as quarters
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    left join {{ ref('int_revenue_lines__counted') }} as counted
        using (company_id, revenue_line_id, fiscal_year, fiscal_quarter)
),

-- Each version beside those of the quarters up to a year before it, its own quarter included.
neighbours as (
    select
        cell.revenue_line_id,
        cell.lineage_id,
        cell.known_from as cell_known_from,
        cell.period_end - near.period_end as days_before,
        near.value,
        near.currency = cell.currency
            -- A break may lie in a quarter that nobody stated: compare what both measure.
            and near.definition_number = cell.definition_number as is_alike,
        near.is_restated,
        near.is_series_break,
        near.known_from,
        near.known_to
    from versions as cell
    inner join versions as near
        on near.company_id = cell.company_id
        and near.revenue_line_id = cell.revenue_line_id
        and (
            {{ is_within_a_year('cell.period_end - near.period_end') }}
            or {{ is_a_year('cell.period_end - near.period_end') }}
        )
        and {{ overlap('near', 'cell') }}
),

-- Lines that contain another, and the span in which they count in its place: from when they are
-- known until narrower ones replace them.
containing as (
    select
        cell.revenue_line_id,
        cell.lineage_id,
        cell.known_from as cell_known_from,
        cell.known_to as cell_known_to,
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
    group by all
),

changes as (
    select revenue_line_id, lineage_id, cell_known_from, known_from as changed_at
    from neighbours
    union all
    select revenue_line_id, lineage_id, known_from, replaced_from
    from versions
    where replaced_from < known_to or known_to is null
    union all
    select revenue_line_id, lineage_id, cell_known_from, counts_from
    from containing
    where counts_from < cell_known_to or cell_known_to is null
    union all
    select revenue_line_id, lineage_id, cell_known_from, counts_to
    from containing
    where counts_to < cell_known_to or cell_known_to is null
),

-- What a row shows changes when its own version or a neighbour's does, and when the line begins
-- or ceases to count.
moments as (
    select distinct
        revenue_line_id,
        lineage_id,
        greatest(cell_known_from, changed_at) as shown_from
    from changes
    where changed_at is not null
),

-- Neighbours are those that stood at the same instant, so nothing that became known later reaches
-- a row.
compared as (
    select
        moments.revenue_line_id,
        moments.lineage_id,
        moments.shown_from,
        max(near.value) filter ({{ is_a_year('near.days_before') }} and near.is_alike)
            as same_quarter_value,
        bool_or(near.is_restated) filter ({{ is_a_year('near.days_before') }})
            as is_same_quarter_restated,
        -- A break on any of the last four quarters parts this one from the year before.
        bool_or(near.is_series_break) filter ({{ is_within_a_year('near.days_before') }})
            as is_broken_since_year_earlier
    from moments
    inner join neighbours as near
        on near.revenue_line_id = moments.revenue_line_id
        and near.lineage_id = moments.lineage_id
        and {{ stands_at('near', 'moments.shown_from') }}
    group by moments.revenue_line_id, moments.lineage_id, moments.shown_from
),

outranked as (
    select distinct moments.revenue_line_id, moments.lineage_id, moments.shown_from
    from moments
    inner join containing as wider
        on wider.revenue_line_id = moments.revenue_line_id
        and wider.lineage_id = moments.lineage_id
        and wider.counts_from <= moments.shown_from
        and (wider.counts_to is null or wider.counts_to > moments.shown_from)
),

-- A line counts if it may, unless narrower lines have replaced it or a line that contains it
-- counts.
counted as (
    select
        versions.revenue_line_id,
        versions.lineage_id,
        compared.shown_from,
        case
            when not versions.is_countable
                or versions.replaced_from <= compared.shown_from
                or outranked.lineage_id is not null then null
            when not versions.has_narrower_lines then 'line'
            when versions.scope = 'total_company' then 'total_proxy'
            else 'parent_of_missing_children'
        end as counted_as
    from compared
    inner join versions using (revenue_line_id, lineage_id)
    left join outranked using (revenue_line_id, lineage_id, shown_from)
)

select
    versions.company_id,
    versions.ticker,
    versions.revenue_line_id,
    versions.line_name,
    versions.segment_id,
    versions.sub_segment_id,
    versions.scope,
    versions.is_broad,
    versions.is_confirmed,
    counted.counted_as is not null as in_segment_total,
    counted.counted_as,
    versions.fiscal_year,
    versions.fiscal_quarter,
    versions.period_start,
    versions.period_end,
    versions.calendar_quarter,
    versions.calendar_offset_days,
    versions.value,
    versions.currency,
    versions.value_usd,
    versions.fx_rate,
    versions.fx_source,
    versions.fx_first_date,
    versions.fx_last_date,
    versions.first_reported_value,
    versions.is_restated,
    case when not compared.is_broken_since_year_earlier then compared.same_quarter_value end
        as year_earlier_value,
    {{ change_pct('year_earlier_value', 'versions.value') }} as yoy_pct,
    {{ growth_basis('yoy_pct', 'versions.is_restated', 'compared.is_same_quarter_restated') }}
        as growth_basis,
    versions.is_series_break,
    versions.definition_number,
    versions.derivation,
    versions.source,
    versions.accession,
    versions.document,
    versions.version,
    versions.known_from,
    versions.known_from_basis,
    versions.lineage_id,
    compared.shown_from,
    lead(compared.shown_from) over (
        partition by versions.company_id, versions.revenue_line_id, versions.fiscal_year,
            versions.fiscal_quarter
        order by compared.shown_from
    ) as shown_to
from compared
inner join versions using (revenue_line_id, lineage_id)
inner join counted using (revenue_line_id, lineage_id, shown_from)
