{%- set sides = {
    'clouds': {
        'name': 'cloud',
        'value_usd': 'cloud_revenue_usd',
        'total': 'total_cloud_revenue',
        'value_lineage_id': 'cloud_revenue_lineage_id',
    },
    'obligations': {
        'name': 'remaining_performance_obligation',
        'value_usd': 'remaining_performance_obligation_usd',
        'total': 'total_remaining_performance_obligation',
        'value_lineage_id': 'remaining_performance_obligation_lineage_id',
    },
} -%}
with run_rates as (
    select * from {{ ref('int_model_run_rates__by_quarter') }}
),

quarters as (
    select distinct calendar_quarter, calendar_quarter_end, told_from from run_rates
),

capital as (
    select * from {{ ref('fct_capital_ratio_totals_history') }}
    where spender_group = 'hyperscaler'
),

-- A line is compared with itself; what a company has contracted, with that of the company.
clouds as (
    select
        revenue.calendar_quarter, revenue.calendar_quarter_end, revenue.ticker,
        revenue.revenue_line_id as series, revenue.value_usd, revenue.shown_from, revenue.shown_to
    from {{ ref('fct_supplier_revenue_history') }} as revenue
    inner join ({{ cloud_lines() }}) as lines using (revenue_line_id)
    where revenue.value_usd is not null
),

obligations as (
    select
        calendar_quarter, calendar_quarter_end, ticker, ticker as series, value_usd, shown_from,
        shown_to
    from {{ ref('fct_remaining_performance_obligation_history') }}
    where spender_group = 'hyperscaler' and value_usd is not null
),

changes as (
    select calendar_quarter, unnest([shown_from, shown_to]) as changed_at from run_rates
    union
    -- A year later they are what growth is reckoned from.
    select {{ calendar_quarter('calendar_quarter_end + interval 1 year') }},
        unnest([shown_from, shown_to])
    from run_rates
    union
    select calendar_quarter, unnest([shown_from, shown_to]) from capital
    {%- for side in sides %}
    union
    select calendar_quarter, unnest([shown_from, shown_to]) from {{ side }}
    union
    select {{ calendar_quarter('calendar_quarter_end + interval 1 year') }},
        unnest([shown_from, shown_to])
    from {{ side }}
    union
    -- From its first figure on a company is expected, whenever that becomes known.
    select quarters.calendar_quarter, min(stated.shown_from)
    from quarters
    inner join {{ side }} as stated
        on stated.calendar_quarter_end <= quarters.calendar_quarter_end
    group by quarters.calendar_quarter, stated.ticker
    {%- endfor %}
),

moments as (
    select distinct
        quarters.*,
        greatest(changes.changed_at, quarters.told_from) as instant
    from quarters
    inner join changes using (calendar_quarter)
    where changes.changed_at is not null
),

panels as (
    select
        moments.calendar_quarter,
        moments.instant,
        cast(count(run_rates.annualized_revenue_usd) as integer) as companies_reporting,
        cast(count(*) as integer) as companies_expected,
        sum(run_rates.annualized_revenue_usd) as reporting_usd,
        string_agg(run_rates.company_name, ', ' order by run_rates.company_name)
            filter (run_rates.annualized_revenue_usd is not null) as company_names,
        string_agg(
            run_rates.company_name || ': ' || run_rates.missing_reason, '; '
            order by run_rates.company_name
        ) as missing_reason,
        min(run_rates.as_of_date) filter (run_rates.annualized_revenue_usd is not null)
            as oldest_as_of_date,
        sum(run_rates.annualized_revenue_usd)
            filter (earlier.annualized_revenue_usd is not null) as matched_usd,
        sum(earlier.annualized_revenue_usd)
            filter (run_rates.annualized_revenue_usd is not null) as matched_earlier_usd,
        string_agg(run_rates.company_name, ', ' order by run_rates.company_name) filter (
            run_rates.annualized_revenue_usd is not null
            and earlier.annualized_revenue_usd is not null
        ) as matched_company_names
    from moments
    inner join run_rates
        on run_rates.calendar_quarter = moments.calendar_quarter
        and {{ shown_at('run_rates', 'moments.instant') }}
    left join run_rates as earlier
        on earlier.model_company_id = run_rates.model_company_id
        and earlier.calendar_quarter_end
        = last_day(moments.calendar_quarter_end - interval 1 year)
        and {{ shown_at('earlier', 'moments.instant') }}
    group by moments.calendar_quarter, moments.instant
),

{%- for side in sides %}

{{ side }}_by_series as (
    select
        moments.calendar_quarter,
        moments.instant,
        stated.ticker,
        stated.series,
        sum(stated.value_usd)
            filter (stated.calendar_quarter = moments.calendar_quarter) as value_usd,
        sum(stated.value_usd) filter (
            stated.calendar_quarter_end = last_day(moments.calendar_quarter_end - interval 1 year)
        ) as earlier_usd
    from moments
    inner join {{ side }} as stated
        on stated.calendar_quarter_end <= moments.calendar_quarter_end
        and {{ shown_at('stated', 'moments.instant') }}
    group by all
),

-- Who has stated a figure of the quarter or of one before it is expected.
{{ side }}_summed as (
    select
        calendar_quarter,
        instant,
        cast(sum(value_usd) as decimal(18, 2)) as value_usd,
        string_agg(distinct ticker, ', ' order by ticker) filter (value_usd is not null) as tickers,
        cast(count(distinct ticker) filter (value_usd is not null) as integer)
            as companies_reporting,
        cast(count(distinct ticker) as integer) as companies_expected,
        {{ change_pct(
            'sum(earlier_usd) filter (value_usd is not null)',
            'sum(value_usd) filter (earlier_usd is not null)',
        ) }} as matched_yoy_pct,
        string_agg(distinct ticker, ', ' order by ticker)
            filter (value_usd is not null and earlier_usd is not null) as matched_tickers
    from {{ side }}_by_series
    group by calendar_quarter, instant
),
{%- endfor %}

-- The run rate stands where the whole panel states it.
told as (
    select
        moments.*,
        case when panels.companies_reporting = panels.companies_expected
            then cast(panels.reporting_usd as decimal(18, 2))
        end as annualized_revenue_usd,
        panels.companies_reporting,
        panels.companies_expected,
        panels.company_names,
        panels.missing_reason,
        panels.oldest_as_of_date,
        {{ change_pct('panels.matched_earlier_usd', 'panels.matched_usd') }} as matched_yoy_pct,
        panels.matched_company_names,
        capital.trailing_capex_usd,
        {%- for side, of in sides.items() %}
        {{ side }}_summed.value_usd as {{ of.value_usd }},
        {%- for column in [
            'tickers', 'companies_reporting', 'companies_expected', 'matched_yoy_pct',
            'matched_tickers',
        ] %}
        {{ side }}_summed.{{ column }} as {{ of.name }}_{{ column }},
        {%- endfor %}
        {%- endfor %}
        capital.trailing_capex_lineage_id
    from moments
    inner join panels using (calendar_quarter, instant)
    left join clouds_summed using (calendar_quarter, instant)
    left join obligations_summed using (calendar_quarter, instant)
    left join capital
        on capital.calendar_quarter = moments.calendar_quarter
        and {{ shown_at('capital', 'moments.instant') }}
),

figures as (
    select
        calendar_quarter,
        calendar_quarter_end,
        annualized_revenue_usd,
        companies_reporting,
        companies_expected,
        company_names,
        missing_reason,
        oldest_as_of_date,
        matched_yoy_pct,
        matched_company_names,
        trailing_capex_usd,
        {{ ratio('annualized_revenue_usd', 'trailing_capex_usd') }} as coverage_ratio,
        {%- for of in sides.values() %}
        {{ of.value_usd }},
        {{ of.name }}_tickers,
        coalesce({{ of.name }}_companies_reporting, 0) as {{ of.name }}_companies_reporting,
        coalesce({{ of.name }}_companies_expected, 0) as {{ of.name }}_companies_expected,
        {{ of.name }}_matched_yoy_pct,
        {{ of.name }}_matched_tickers,
        {%- endfor %}
        {{ lineage_id(["'total_model_run_rate'", 'calendar_quarter']) }} as lineage_id,
        case when trailing_capex_usd is not null then trailing_capex_lineage_id end
            as trailing_capex_lineage_id,
        {%- for of in sides.values() %}
        case when {{ of.value_usd }} is not null
            then {{ lineage_id(["'" ~ of.total ~ "'", 'calendar_quarter']) }}
        end as {{ of.value_lineage_id }},
        {%- endfor %}
        instant as shown_from,
        lead(instant) over (partition by calendar_quarter order by instant) as shown_to
    from told
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['calendar_quarter']) }} as spans
