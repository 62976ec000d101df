with versions as (
    select
        *,
        first_value(value) over history as first_reported_value
    from {{ ref('stg_taiwan_monthly_revenue__months') }}
    window history as (partition by company_id, month order by version)
),

breaks as (
    select lines.company_id, breaks.break_date
    from {{ ref('stg_registry__series_breaks') }} as breaks
    inner join {{ ref('stg_registry__revenue_lines') }} as lines using (revenue_line_id)
    where lines.series_id = 'revenue'
),

standing as (
    select
        versions.*,
        companies.ticker,
        rates.usd_per_unit,
        {{ fx_columns('versions.unit', 'rates') }}
    from versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    left join {{ ref('stg_fx_rates__period_rates') }} as rates
        on rates.currency = versions.unit
        and rates.period_start = versions.month
        and rates.period_end = versions.month_end
    where versions.known_to is null
)

select
    months.company_id,
    months.ticker,
    months.month,
    months.month_end,
    months.value,
    months.unit as currency,
    {{ in_usd('months.value', 'months.unit', 'months.usd_per_unit') }} as value_usd,
    months.fx_rate,
    months.fx_source,
    months.fx_first_date,
    months.fx_last_date,
    months.first_reported_value,
    months.value <> months.first_reported_value as is_restated,
    earlier.value as year_earlier_value,
    {{ change_pct('earlier.value', 'months.value') }} as yoy_pct,
    months.report_month,
    months.statement,
    months.version,
    months.known_from,
    months.lineage_id
from standing as months
left join standing as earlier
    on earlier.company_id = months.company_id
    and earlier.month = months.month - interval 1 year
    and earlier.unit = months.unit
    and not exists (
        select 1 from breaks
        where breaks.company_id = months.company_id
            and breaks.break_date > earlier.month_end
            and breaks.break_date <= months.month_end
    )
order by months.company_id, months.month
