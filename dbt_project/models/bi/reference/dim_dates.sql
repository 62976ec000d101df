with told as (
    select calendar_quarter_end from {{ ref('fct_capex') }}
    union all
    select calendar_quarter_end from {{ ref('fct_commercialisation') }}
    union all
    select calendar_quarter_end from {{ ref('fct_supplier_revenue') }}
    union all
    select calendar_quarter_end from {{ ref('fct_monthly_revenue') }}
    union all
    select calendar_quarter_end from {{ ref('fct_technology_mentions') }}
    union all
    select calendar_quarter_end from {{ ref('fct_forecasts') }}
),

-- Whole years, as tools that reckon with dates ask of their table of dates.
days as (
    select
        unnest(generate_series(
            date_trunc('year', min(calendar_quarter_end)),
            date_trunc('year', max(calendar_quarter_end)) + interval 1 year - interval 1 day,
            interval 1 day
        )) as day
    from told
)

select
    cast(day as date) as date_day,
    cast(extract(year from day) as integer) as calendar_year,
    cast(extract(quarter from day) as integer) as quarter_number,
    {{ calendar_quarter('day') }} as quarter_name,
    cast(date_trunc('quarter', day) as date) as quarter_start,
    last_day(date_trunc('quarter', day) + interval 2 month) as quarter_end,
    cast(extract(month from day) as integer) as month_number,
    strftime(day, '%Y-%m') as month_name,
    cast(date_trunc('month', day) as date) as month_first_day,
    last_day(day) as month_last_day,
    last_day(day) = cast(day as date) as is_month_end,
    last_day(date_trunc('quarter', day) + interval 2 month) = cast(day as date) as is_quarter_end
from days
