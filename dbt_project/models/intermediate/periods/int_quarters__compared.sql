{{ config(materialized='table') }}

-- Quarters of capex, of revenue lines and of other metrics beside those before them, and stocks at
-- their ends: `series` is the basis, the line or the metric.
with quarters as (
    select
        company_id, basis as series, lineage_id, period_start, period_end, value, value_usd,
        currency, 1 as definition_number, is_restated, is_series_break, known_from, known_to
    from {{ ref('int_capex_versions__by_basis') }}
    where period_kind = 'quarter'
    union all
    select
        company_id, revenue_line_id, lineage_id, period_start, period_end, value, value_usd,
        currency, definition_number, is_restated, is_series_break, known_from, known_to
    from {{ ref('int_supplier_revenue_versions__by_line') }}
    union all
    select
        company_id, metric_id, lineage_id, period_start, period_end, value, value_usd,
        currency, 1, is_restated, is_series_break, known_from, known_to
    from {{ ref('int_metric_versions__in_usd') }}
    where metric_id not in ('purchase_obligations', 'leases_not_commenced')
    union all
    select
        company_id, commitment_kind, lineage_id, null, period_end, value, value_usd,
        currency, 1, is_restated, is_series_break, known_from, known_to
    from {{ ref('int_commitment_versions__by_kind') }}
),

-- Each version beside those of the quarters up to a year before it, its own quarter included.
neighbours as (
    select
        cell.series,
        cell.lineage_id,
        cell.known_from as cell_known_from,
        cell.period_end - near.period_end as days_before,
        near.currency = cell.currency
            -- A break may lie in a quarter that nobody stated: compare what both measure.
            and near.definition_number = cell.definition_number as is_alike,
        near.period_start,
        near.value,
        near.value_usd,
        near.is_restated,
        near.is_series_break,
        near.known_from,
        near.known_to
    from quarters as cell
    inner join quarters as near
        on near.company_id = cell.company_id
        and near.series = cell.series
        and (
            {{ is_within_a_year('cell.period_end - near.period_end') }}
            or {{ is_a_year('cell.period_end - near.period_end') }}
        )
        and {{ overlap('near', 'cell') }}
),

-- What a version is compared with changes when it becomes known, and when a neighbour does.
moments as (
    select distinct series, lineage_id, greatest(cell_known_from, known_from) as compared_from
    from neighbours
),

-- Neighbours are those that stood at the same instant, so nothing that became known later reaches
-- a row.
compared as (
    select
        moments.series,
        moments.lineage_id,
        moments.compared_from,
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
        on near.series = moments.series
        and near.lineage_id = moments.lineage_id
        and {{ stands_at('near', 'moments.compared_from') }}
    group by moments.series, moments.lineage_id, moments.compared_from
)

select
    quarters.series,
    quarters.lineage_id,
    case when not compared.is_broken_since_year_earlier then compared.same_quarter_usd end
        as year_earlier_usd,
    case when not compared.is_broken_since_year_earlier then compared.same_quarter_value end
        as year_earlier_value,
    {{ change_pct('year_earlier_value', 'quarters.value') }} as yoy_pct,
    {{ growth_basis('yoy_pct', 'quarters.is_restated', 'compared.is_same_quarter_restated') }}
        as growth_basis,
    case when compared.quarter_count = 4
        and not compared.is_broken_within
        and {{ is_a_year('quarters.period_end - compared.first_day + 1') }}
        then cast(compared.quarters_usd as decimal(18, 2))
    end as trailing_four_quarters_usd,
    compared.compared_from,
    coalesce(
        lead(compared.compared_from) over (
            partition by quarters.series, quarters.lineage_id order by compared.compared_from
        ),
        quarters.known_to
    ) as compared_to
from compared
inner join quarters using (series, lineage_id)
