with members as (
    select * from {{ ref('fct_capital_ratios_history') }}
    where is_in_panel
),

changes as (
    select distinct spender_group, calendar_quarter, unnest([shown_from, shown_to]) as changed_at
    from members
),

moments as (
    select
        *,
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end,
        lead(changed_at) over (
            partition by spender_group, calendar_quarter order by changed_at
        ) as changed_to
    from changes
    where changed_at is not null
),

expected as (
    select
        moments.spender_group,
        moments.calendar_quarter,
        moments.changed_at,
        cast(count(*) as integer) as companies_expected,
        list(companies.ticker order by companies.ticker) as tickers_expected
    from moments
    inner join {{ ref('dim_companies') }} as companies
        on companies.spender_group = moments.spender_group
        and companies.capex_expected_from <= moments.calendar_quarter_end
    group by all
),

-- What stood together. A member reports where all sides of the quarter's ratios are stated.
summed as (
    select
        moments.spender_group,
        moments.calendar_quarter,
        moments.calendar_quarter_end,
        moments.changed_at,
        moments.changed_to,
        count(*) filter (members.revenue_usd is not null
            and members.operating_cash_flow_usd is not null) as reporting,
        list(members.ticker) filter (members.revenue_usd is not null
            and members.operating_cash_flow_usd is not null) as tickers,
        {%- for name in capital_totals() %}
        sum(members.{{ name }}_usd) as {{ name }}_sum,
        count(members.{{ name }}_usd) as {{ name }}_count,
        {%- endfor %}
        count(members.capex_year_earlier_usd) as capex_grown,
        sum(members.capex_year_earlier_usd) as capex_year_earlier,
        count(*) filter (members.depreciation_year_earlier_usd is not null
            and members.capex_year_earlier_usd is not null) as matched,
        sum(members.depreciation_usd) filter (members.depreciation_year_earlier_usd is not null
            and members.capex_year_earlier_usd is not null) as matched_depreciation,
        sum(members.depreciation_year_earlier_usd) filter (
            members.capex_year_earlier_usd is not null
        ) as matched_earlier_depreciation,
        sum(members.capex_usd) filter (members.depreciation_year_earlier_usd is not null
            and members.capex_year_earlier_usd is not null) as matched_capex,
        sum(members.capex_year_earlier_usd) filter (
            members.depreciation_year_earlier_usd is not null
        ) as matched_earlier_capex
    from moments
    inner join members
        on members.spender_group = moments.spender_group
        and members.calendar_quarter = moments.calendar_quarter
        and {{ shown_at('members', 'moments.changed_at') }}
    group by all
),

-- A sum stands where the whole panel states it.
totals as (
    select
        summed.spender_group,
        'cash' as basis,
        summed.calendar_quarter,
        summed.calendar_quarter_end,
        cast(summed.reporting as integer) as companies_reporting,
        expected.companies_expected,
        nullif(
            array_to_string(
                list_filter(
                    expected.tickers_expected,
                    lambda ticker: not coalesce(list_contains(summed.tickers, ticker), false)
                ),
                ', '
            ),
            ''
        ) as tickers_missing,
        {%- for name in capital_totals() %}
        case when summed.{{ name }}_count = expected.companies_expected
            then cast(summed.{{ name }}_sum as decimal(18, 2))
        end as {{ name }}_usd,
        {%- endfor %}
        case when summed.capex_grown = expected.companies_expected
            then {{ change_pct('summed.capex_year_earlier', 'summed.capex_sum') }}
        end as capex_yoy_pct,
        cast(summed.matched as integer) as depreciation_companies,
        {{ change_pct('summed.matched_earlier_depreciation', 'summed.matched_depreciation') }}
            as depreciation_yoy_pct,
        {{ change_pct('summed.matched_earlier_capex', 'summed.matched_capex') }}
            as depreciation_companies_capex_yoy_pct,
        summed.changed_at as shown_from,
        summed.changed_to as shown_to
    from summed
    inner join expected using (spender_group, calendar_quarter, changed_at)
),

figures as (
    select
        * exclude (shown_from, shown_to),
        {{ ratio('capex_usd', 'revenue_usd') }} as capex_to_revenue,
        {{ ratio('capex_usd', 'operating_cash_flow_usd') }} as capex_to_operating_cash_flow,
        {{ ratio('trailing_capex_usd', 'trailing_revenue_usd') }} as trailing_capex_to_revenue,
        {{ ratio('trailing_capex_usd', 'trailing_operating_cash_flow_usd') }}
            as trailing_capex_to_operating_cash_flow,
        {{ lineage_id(["'total_free_cash_flow'", 'spender_group', 'calendar_quarter']) }}
            as lineage_id,
        {%- for name in capital_totals() if name != 'free_cash_flow' %}
        case when {{ name }}_usd is not null
            then {{ lineage_id(["'total_" ~ name ~ "'", 'spender_group', 'calendar_quarter']) }}
        end as {{ name }}_lineage_id,
        {%- endfor %}
        shown_from,
        shown_to
    from totals
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['spender_group', 'calendar_quarter']) }} as spans
