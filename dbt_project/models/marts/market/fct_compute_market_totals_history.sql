-- Growth and the sum of a year reach back four quarters: a total changes when one of these does.
with markets as (
    select * from {{ ref('fct_compute_market_history') }}
),

moments as (
    select
        market_case,
        calendar_quarter_end,
        instant,
        lead(instant) over (
            partition by calendar_quarter_end, market_case order by instant
        ) as next_instant
    from (
        select distinct
            ends.market_case,
            last_day(ends.calendar_quarter_end + to_months(3 * later.quarters))
                as calendar_quarter_end,
            ends.instant
        from (
            select market_case, calendar_quarter_end, unnest([shown_from, shown_to]) as instant
            from markets
        ) as ends
        cross join (select unnest([0, 1, 2, 3, 4]) as quarters) as later
        where ends.instant is not null
    ) as instants
),

quarters as (
    select
        moments.market_case,
        moments.calendar_quarter_end,
        moments.instant,
        markets.calendar_quarter,
        cast(sum(markets.value_usd) as decimal(18, 2)) as value_usd,
        any_value(columns(
            'method|capex_.*|guidance_tickers|forecast_tickers|split_quarter'
        )),
        cast(
            case when count(markets.suppliers_usd) = count(*) then sum(markets.suppliers_usd) end
            as decimal(18, 2)
        ) as suppliers_usd,
        string_agg(markets.segment_id, ', ' order by markets.segment_id)
            filter (markets.suppliers_usd is null) as unmeasured_segments
    from moments
    inner join markets
        on markets.calendar_quarter_end = moments.calendar_quarter_end
        and markets.market_case = moments.market_case
        and {{ shown_at('markets', 'moments.instant') }}
    group by all
),

years as (
    select
        moments.market_case,
        moments.calendar_quarter_end,
        moments.instant,
        cast(sum(earlier.value_usd) filter (
            earlier.calendar_quarter_end = last_day(moments.calendar_quarter_end - interval 1 year)
        ) as decimal(18, 2)) as year_earlier_usd,
        cast(sum(earlier.value_usd) filter (
            earlier.calendar_quarter_end > last_day(moments.calendar_quarter_end - interval 1 year)
        ) as decimal(18, 2)) as year_usd,
        count(distinct earlier.calendar_quarter_end) filter (
            earlier.calendar_quarter_end > last_day(moments.calendar_quarter_end - interval 1 year)
        ) as quarters_of_year
    from moments
    inner join markets as earlier
        on earlier.calendar_quarter_end
        between last_day(moments.calendar_quarter_end - interval 1 year)
        and moments.calendar_quarter_end
        and earlier.market_case = moments.market_case
        and {{ shown_at('earlier', 'moments.instant') }}
    group by moments.market_case, moments.calendar_quarter_end, moments.instant
),

figures as (
    select
        quarters.calendar_quarter,
        quarters.calendar_quarter_end,
        quarters.market_case,
        quarters.value_usd,
        quarters.method,
        {{ change_pct('years.year_earlier_usd', 'quarters.value_usd') }} as yoy_pct,
        case when years.quarters_of_year = 4 then years.year_usd end as trailing_four_quarters_usd,
        quarters.capex_basis,
        quarters.capex_usd,
        quarters.capex_known_usd,
        quarters.capex_level_usd,
        quarters.capex_forecast_usd,
        quarters.guidance_tickers,
        quarters.forecast_tickers,
        quarters.split_quarter,
        quarters.suppliers_usd,
        {{ change_pct('quarters.value_usd', 'quarters.suppliers_usd') }}
            as suppliers_difference_pct,
        case
            when quarters.suppliers_usd is not null then null
            when quarters.method = 'filed'
                then 'Fewer than half of the companies of a tier have a figure of the quarter: '
                    || quarters.unmeasured_segments || '.'
            else 'The quarter is not filed yet.'
        end as missing_reason,
        {{ lineage_id(["'market'", 'quarters.calendar_quarter', 'quarters.market_case']) }}
            as lineage_id,
        moments.instant as shown_from,
        moments.next_instant as shown_to
    from moments
    inner join quarters
        on quarters.market_case = moments.market_case
        and quarters.calendar_quarter_end = moments.calendar_quarter_end
        and quarters.instant = moments.instant
    inner join years
        on years.market_case = moments.market_case
        and years.calendar_quarter_end = moments.calendar_quarter_end
        and years.instant = moments.instant
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['calendar_quarter', 'market_case']) }} as spans
