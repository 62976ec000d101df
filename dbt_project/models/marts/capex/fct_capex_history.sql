with versions as (
    select
        quarters.*,
        companies.ticker,
        coalesce(
            companies.role in ('spender', 'both')
            and quarters.value_usd is not null
            and companies.capex_expected_from
                <= {{ calendar_quarter_end('quarters.calendar_quarter') }},
            false
        ) as is_in_panel
    from {{ ref('int_capex_versions__by_basis') }} as quarters
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    where quarters.period_kind = 'quarter'
),

-- Each version beside those of the quarters up to a year before it, its own quarter included.
neighbours as (
    select
        cell.lineage_id,
        cell.known_from as cell_known_from,
        cell.period_end - near.period_end as days_before,
        near.currency = cell.currency as is_alike,
        near.period_start,
        near.value,
        near.value_usd,
        near.is_restated,
        near.is_series_break,
        near.known_from,
        near.known_to
    from versions as cell
    inner join versions as near
        on near.company_id = cell.company_id
        and near.basis = cell.basis
        and (
            {{ is_within_a_year('cell.period_end - near.period_end') }}
            or {{ is_a_year('cell.period_end - near.period_end') }}
        )
        and {{ overlap('near', 'cell') }}
),

-- What a row shows changes when its own version or a neighbour's does.
moments as (
    select distinct
        lineage_id,
        greatest(cell_known_from, known_from) as shown_from
    from neighbours
),

-- Neighbours are those that stood at the same instant, so nothing that became known later reaches
-- a row.
compared as (
    select
        moments.lineage_id,
        moments.shown_from,
        max(near.value_usd) filter ({{ is_a_year('near.days_before') }} and near.is_alike)
            as same_quarter_usd,
        max(near.value) filter ({{ is_a_year('near.days_before') }} and near.is_alike)
            as same_quarter_value,
        bool_or(near.is_restated) filter ({{ is_a_year('near.days_before') }})
            as is_same_quarter_restated,
        -- A break on any of the last four quarters parts this one from the year before.
        bool_or(near.is_series_break) filter ({{ is_within_a_year('near.days_before') }})
            as is_broken_since_year_earlier,
        -- A break on the first of four is against the quarter before them: no mixture.
        bool_or(near.is_series_break) filter ({{ is_within_three_quarters('near.days_before') }})
            as is_broken_within,
        count(near.value_usd) filter (
            {{ is_within_a_year('near.days_before') }} and near.is_alike
        ) as quarter_count,
        sum(near.value_usd) filter ({{ is_within_a_year('near.days_before') }}) as quarters_usd,
        min(near.period_start) filter ({{ is_within_a_year('near.days_before') }}) as first_day
    from moments
    inner join neighbours as near
        on near.lineage_id = moments.lineage_id
        and {{ stands_at('near', 'moments.shown_from') }}
    group by moments.lineage_id, moments.shown_from
)

select
    versions.company_id,
    versions.ticker,
    versions.basis,
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
    versions.first_reported_usd,
    versions.is_restated,
    case when not compared.is_broken_since_year_earlier then compared.same_quarter_usd end
        as year_earlier_usd,
    case when not compared.is_broken_since_year_earlier then compared.same_quarter_value end
        as year_earlier_value,
    {{ change_pct('year_earlier_value', 'versions.value') }} as yoy_pct,
    {{ growth_basis('yoy_pct', 'versions.is_restated', 'compared.is_same_quarter_restated') }}
        as growth_basis,
    case when compared.quarter_count = 4
        and not compared.is_broken_within
        and {{ is_a_year('versions.period_end - compared.first_day + 1') }}
        then cast(compared.quarters_usd as decimal(18, 2))
    end as trailing_four_quarters_usd,
    versions.is_series_break,
    versions.is_in_panel,
    versions.derivation,
    versions.accession,
    versions.version,
    versions.known_from,
    versions.known_from_basis,
    versions.lineage_id,
    compared.shown_from,
    lead(compared.shown_from) over (
        partition by versions.company_id, versions.basis, versions.fiscal_year,
            versions.fiscal_quarter
        order by compared.shown_from
    ) as shown_to
from compared
inner join versions using (lineage_id)
