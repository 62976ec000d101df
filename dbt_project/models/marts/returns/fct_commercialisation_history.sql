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

clouds as (
    select revenue.*
    from {{ ref('fct_supplier_revenue_history') }} as revenue
    inner join ({{ cloud_lines() }}) as lines using (revenue_line_id)
    where revenue.value_usd is not null
),

obligations as (
    select * from {{ ref('fct_remaining_performance_obligation_history') }}
    where spender_group = 'hyperscaler' and value_usd is not null
),

changes as (
    select calendar_quarter, unnest([shown_from, shown_to]) as changed_at from run_rates
    union
    -- A year later they are what growth is reckoned from.
    select {{ calendar_quarter('calendar_quarter_end + interval 1 year') }},
        unnest([shown_from, shown_to])
    from run_rates
    {%- for side in ['capital', 'clouds', 'obligations'] %}
    union
    select calendar_quarter, unnest([shown_from, shown_to]) from {{ side }}
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

{%- for side, name in [('clouds', 'cloud_revenue'), ('obligations', 'obligation')] %}

{{ side }}_summed as (
    select
        moments.calendar_quarter,
        moments.instant,
        cast(sum({{ side }}.value_usd) as decimal(18, 2)) as {{ name }}_usd,
        string_agg({{ side }}.ticker, ', ' order by {{ side }}.ticker) as tickers
    from moments
    inner join {{ side }}
        on {{ side }}.calendar_quarter = moments.calendar_quarter
        and {{ shown_at(side, 'moments.instant') }}
    group by moments.calendar_quarter, moments.instant
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
        clouds_summed.cloud_revenue_usd,
        clouds_summed.tickers as cloud_tickers,
        obligations_summed.obligation_usd as remaining_performance_obligation_usd,
        obligations_summed.tickers as remaining_performance_obligation_tickers,
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
        cloud_revenue_usd,
        cloud_tickers,
        remaining_performance_obligation_usd,
        remaining_performance_obligation_tickers,
        {{ lineage_id(["'total_model_run_rate'", 'calendar_quarter']) }} as lineage_id,
        case when trailing_capex_usd is not null then trailing_capex_lineage_id end
            as trailing_capex_lineage_id,
        case when cloud_revenue_usd is not null
            then {{ lineage_id(["'total_cloud_revenue'", 'calendar_quarter']) }}
        end as cloud_revenue_lineage_id,
        case when remaining_performance_obligation_usd is not null
            then {{ lineage_id(
                ["'total_remaining_performance_obligation'", 'calendar_quarter']
            ) }}
        end as remaining_performance_obligation_lineage_id,
        instant as shown_from,
        lead(instant) over (partition by calendar_quarter order by instant) as shown_to
    from told
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['calendar_quarter']) }} as spans
