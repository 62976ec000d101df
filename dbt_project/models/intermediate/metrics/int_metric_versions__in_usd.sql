{{ config(materialized='table') }}

-- Flows convert at the average rate of their days, stocks at the closing rate (rule 10).
with versions as (
    select * from {{ source('normalized', 'versions') }}
    where period_kind in ('quarter', 'instant')
        and metric_id in (
            'operating_cash_flow', 'depreciation', 'depreciation_and_amortization',
            'remaining_performance_obligation', 'purchase_obligations', 'leases_not_commenced',
            'leases_not_commenced_part', 'leases_not_commenced_rest'
        )
),

rates as (
    select currency, period_start, period_end, usd_per_unit, source, first_rate_date, last_rate_date
    from {{ source('normalized', 'period_rates') }}
    union all
    select
        currency, null, month_end, usd_per_unit, source, rate_date as first_rate_date,
        rate_date as last_rate_date
    from {{ source('normalized', 'closing_rates') }}
)

select
    versions.company_id,
    versions.metric_id,
    versions.period_kind,
    versions.fiscal_year,
    versions.fiscal_quarter,
    versions.period_start,
    versions.period_end,
    versions.calendar_quarter,
    versions.calendar_offset_days,
    versions.version,
    versions.value,
    versions.unit as currency,
    {{ in_usd('versions.value', 'versions.unit', 'rates.usd_per_unit') }} as value_usd,
    {{ fx_columns('versions.unit', 'rates') }},
    {{ in_usd('first_value(versions.value) over history', 'versions.unit', 'rates.usd_per_unit') }}
        as first_reported_usd,
    {{ is_restated('versions.value', 'versions.change_cause') }} as is_restated,
    versions.is_series_break,
    versions.derivation,
    versions.concept,
    versions.accession,
    versions.known_from,
    versions.known_to,
    versions.known_from_basis,
    versions.change_cause,
    versions.lineage_id
from versions
left join rates
    on rates.currency = versions.unit
    and rates.period_start is not distinct from versions.period_start
    and rates.period_end = case
        when versions.period_start is null then last_day(versions.period_end)
        else versions.period_end
    end
window history as (
    partition by versions.company_id, versions.metric_id, versions.period_kind,
        versions.fiscal_year, versions.fiscal_quarter
    order by versions.version
)
