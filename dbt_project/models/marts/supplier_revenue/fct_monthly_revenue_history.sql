with breaks as (
    select lines.company_id, list(breaks.break_date) as break_dates
    from {{ source('normalized', 'series_breaks') }} as breaks
    inner join {{ ref('stg_registry__revenue_lines') }} as lines using (revenue_line_id)
    where lines.metric_id = 'revenue'
    group by lines.company_id
),

months as (
    select
        versions.*,
        companies.ticker,
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
),

-- The same month a year before, of one currency. A break of the company's total between the two
-- parts them: compare what both measure.
pairs as (
    select
        cell.lineage_id,
        cell.known_from as cell_known_from,
        earlier.value,
        earlier.known_from,
        earlier.known_to
    from months as cell
    inner join months as earlier
        on earlier.company_id = cell.company_id
        and earlier.month = cell.month - interval 1 year
        and earlier.unit = cell.unit
        and earlier.definition_number = cell.definition_number
        and {{ overlap('earlier', 'cell') }}
),

-- What a row shows changes when its own version or that of the month a year before does.
moments as (
    select lineage_id, known_from as shown_from from months
    union
    select lineage_id, greatest(cell_known_from, known_from) from pairs
)

select
    months.company_id,
    months.ticker,
    months.month,
    months.month_end,
    {{ calendar_quarter('months.month') }} as calendar_quarter,
    last_day(date_trunc('quarter', months.month) + interval 2 month) as calendar_quarter_end,
    months.value,
    months.unit as currency,
    months.value_usd,
    months.fx_rate,
    months.fx_source,
    months.fx_first_date,
    months.fx_last_date,
    months.first_reported_value,
    months.is_restated,
    earlier.value as year_earlier_value,
    {{ change_pct('earlier.value', 'months.value') }} as yoy_pct,
    months.definition_number,
    months.report_month,
    months.statement,
    months.version,
    months.known_from,
    months.known_from_basis,
    months.confidence,
    months.lineage_id,
    moments.shown_from,
    lead(moments.shown_from) over (
        partition by months.company_id, months.month order by moments.shown_from
    ) as shown_to
from moments
inner join months using (lineage_id)
left join pairs as earlier
    on earlier.lineage_id = moments.lineage_id
    and {{ stands_at('earlier', 'moments.shown_from') }}
