with breaks as (
    select lines.company_id, list(breaks.break_date) as break_dates
    from {{ source('normalized', 'series_breaks') }} as breaks
    inner join {{ ref('stg_registry__revenue_lines') }} as lines using (revenue_line_id)
    where lines.series_id = 'revenue'
    group by lines.company_id
),

months as (
    select
        versions.* exclude (unit),
        companies.ticker,
        versions.unit as currency,
        {{ in_usd('versions.value', 'versions.unit', 'rates.usd_per_unit') }} as value_usd,
        {{ fx_columns('versions.unit', 'rates') }},
        first_value(versions.value) over history as first_reported_value,
        versions.value <> first_value(versions.value) over history as is_restated,
        cast(
            1 + coalesce(
                len(list_filter(breaks.break_dates, lambda day: day <= versions.month_end)), 0
            ) as integer
        ) as definition_number
    from {{ ref('stg_taiwan_monthly_revenue__months') }} as versions
    inner join {{ ref('dim_companies') }} as companies using (company_id)
    left join breaks on breaks.company_id = versions.company_id
    {{ with_period_rates('versions', 'month', 'month_end') }}
    window history as (
        partition by versions.company_id, versions.month order by versions.version
    )
)

-- Each version as it stood when it became known.
{{ monthly_revenue_rows('months', 'cell.known_from', ['known_to']) }}
