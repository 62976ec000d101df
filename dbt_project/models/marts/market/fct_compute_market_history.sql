-- The market at every moment at which something that it is reckoned with changed: what builders
-- spend, split over the segments, and beside it what the suppliers' revenue of a tier makes of it.
{%- set cases = {'low': ('low', 'high'), 'base': ('base', 'base'), 'high': ('high', 'low')} %}
{#- How many months back the newest split may lie: four quarters ahead, and two that are late. #}
{%- set months_of_a_split = 18 %}
with assumptions as (
    select
        part, segment_id, tier, measures, measured_quarter, valid_from_quarter,
        {%- for end in ['low', 'base', 'high'] %}
        cast({{ end }}_value as double) as {{ end }}_value{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source('normalized', 'assumptions') }}
),

-- What each case takes of the whole market's assumptions, and of each tier's: a market is the
-- smaller the larger the share of it that is measured.
cases as (
    {%- for case, (end, other_end) in cases.items() %}
    select
        '{{ case }}' as market_case,
        {%- for part in ['spending_of_others', 'share_on_segments', 'growth_beyond_guidance'] %}
        any_value({{ end }}_value) filter (part = '{{ part }}') as {{ part }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from assumptions
    having count(*) > 0
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

tiers as (
    select
        shares.segment_id,
        shares.tier,
        shares.measures,
        {{ calendar_quarter_end('shares.measured_quarter') }} as measured_quarter_end,
        {{ calendar_quarter_end('coalesce(shares.valid_from_quarter, \'' ~ var('market_from')
            ~ '\')') }} as first_quarter_end,
        {%- for case, (end, other_end) in cases.items() %}
        {{ market_of_tier_usd(
            1, 'of_data_centers.' ~ end ~ '_value', 'shares.' ~ other_end ~ '_value'
        ) }} as {{ case }}_factor{{ ',' if not loop.last }}
        {%- endfor %}
    from assumptions as shares
    inner join assumptions as of_data_centers using (segment_id, tier)
    where shares.part = 'share_of_market' and of_data_centers.part = 'data_center_share'
),

split_places as (
    select count(*) as places
    from tiers
    where measures = 'split'
),

shown as (
    select
        revenue.segment_id,
        revenue.tier,
        revenue.calendar_quarter_end,
        cast(revenue.value_usd as double) as value_usd,
        revenue.matched_index,
        -- The first few that report say little of a tier.
        2 * revenue.companies_reporting >= revenue.companies_expected as is_measured,
        revenue.shown_from,
        revenue.shown_to
    from {{ ref('fct_segment_revenue_history') }} as revenue
    inner join tiers using (segment_id, tier)
    where revenue.matched_index is not null and revenue.value_usd is not null
),

revenue as (
    select *
    from {{ merged_spans('shown', ['segment_id', 'tier', 'calendar_quarter_end']) }}
),

-- A tier's revenue as its companies of the quarter of the assumption have it: that quarter's,
-- moved by the matched index.
paired as (
    select
        revenue.segment_id,
        revenue.tier,
        tiers.measures,
        revenue.calendar_quarter_end,
        round(measured.value_usd * revenue.matched_index / measured.matched_index, -6)
            as revenue_usd,
        greatest(revenue.shown_from, measured.shown_from) as shown_from,
        least(revenue.shown_to, measured.shown_to) as shown_to
    from tiers
    inner join revenue using (segment_id, tier)
    inner join revenue as measured
        on measured.segment_id = tiers.segment_id
        and measured.tier = tiers.tier
        and measured.calendar_quarter_end = tiers.measured_quarter_end
        and {{ shown_together('measured', 'revenue') }}
    where revenue.is_measured and revenue.calendar_quarter_end >= tiers.first_quarter_end
),

measured as (
    select * from {{ merged_spans('paired', ['segment_id', 'tier', 'calendar_quarter_end']) }}
),

totals as (
    select
        calendar_quarter_end,
        value_usd as capex_usd,
        companies_reporting,
        shown_from,
        shown_to
    from {{ ref('fct_capex_totals_history') }}
    where spender_group = 'hyperscaler' and basis = 'cash'
),

capex as (
    select * from {{ merged_spans('totals', ['calendar_quarter_end']) }}
),

ahead as (
    select * from {{ ref('fct_capex_ahead_history') }}
),

changes as (
    {%- for side in ['capex', 'ahead'] %}
    select calendar_quarter_end, unnest([shown_from, shown_to]) as instant from {{ side }}
    union
    {%- endfor %}
    select
        unnest([
            last_day(calendar_quarter_end + to_months(3 * later))
            for later in range({{ months_of_a_split // 3 + 1 }})
        ]),
        unnest([shown_from, shown_to])
    from measured
),

dated as (
    select
        *,
        lead(instant) over (partition by calendar_quarter_end order by instant) as next_instant
    from changes
    where instant is not null
        and calendar_quarter_end >= {{ calendar_quarter_end("'" ~ var('market_from') ~ "'") }}
),

-- Spending stands where each of the five has filed the quarter, or has something said of it.
expected as (
    select unnest({{ quarter_ends('min(calendar_quarter_end)', 'max(calendar_quarter_end)') }})
        as calendar_quarter_end
    from dated
),

panels as (
    select expected.calendar_quarter_end, count(*) as companies_expected
    from expected
    inner join {{ source('normalized', 'companies') }} as companies
        on companies.spender_group = 'hyperscaler'
        and companies.capex_expected_from <= expected.calendar_quarter_end
    group by expected.calendar_quarter_end
),

said_ahead as (
    select
        dated.calendar_quarter_end,
        dated.instant,
        count(*) as companies,
        count(*) filter (ahead.method = 'guidance') as companies_guided,
        {%- for case, column in {'low': 'low', 'base': 'value', 'high': 'high'}.items() %}
        sum(ahead.{{ column }}_usd) filter (ahead.method = 'guidance') as guided_{{ case }}_usd,
        {%- endfor %}
        sum(ahead.level_usd) as level_usd,
        sum(ahead.value_usd) filter (ahead.method = 'forecast') as forecast_usd,
        {%- for method in ['guidance', 'forecast'] %}
        string_agg(ahead.ticker, ', ' order by ahead.ticker)
            filter (ahead.method = '{{ method }}') as {{ method }}_tickers{{ ',' if not loop.last }}
        {%- endfor %}
    from dated
    inner join ahead
        on ahead.calendar_quarter_end = dated.calendar_quarter_end
        and {{ shown_at('ahead', 'dated.instant') }}
    group by dated.calendar_quarter_end, dated.instant
),

spending as (
    select
        dated.*,
        capex.capex_usd as filed_usd,
        said_ahead.* exclude (calendar_quarter_end, instant),
        case
            when said_ahead.companies is null then 'filed'
            when said_ahead.companies_guided = said_ahead.companies then 'guidance'
            when said_ahead.companies_guided = 0 then 'forecast'
            else 'guidance_and_forecast'
        end as method
    from dated
    inner join panels using (calendar_quarter_end)
    left join capex
        on capex.calendar_quarter_end = dated.calendar_quarter_end
        and {{ shown_at('capex', 'dated.instant') }}
    left join said_ahead using (calendar_quarter_end, instant)
    where coalesce(capex.companies_reporting, 0) + coalesce(said_ahead.companies, 0)
        = panels.companies_expected
),

-- The newest quarter in which a tier of every segment is measured splits the spending.
split_parts as (
    select
        spending.calendar_quarter_end,
        spending.instant,
        measured.segment_id,
        measured.tier as split_tier,
        measured.calendar_quarter_end as split_quarter_end,
        measured.revenue_usd as split_revenue_usd,
        measured.revenue_usd * tiers.base_factor as part_usd
    from spending
    inner join measured
        on measured.calendar_quarter_end between
            last_day(spending.calendar_quarter_end - to_months({{ months_of_a_split }}))
            and spending.calendar_quarter_end
        and {{ shown_at('measured', 'spending.instant') }}
    inner join tiers using (segment_id, tier)
    where measured.measures = 'split'
),

split as (
    select
        *,
        part_usd / sum(part_usd) over quarter_of_it as segment_share,
        count(*) over quarter_of_it as segments_measured
    from split_parts
    window quarter_of_it as (partition by calendar_quarter_end, instant, split_quarter_end)
    qualify segments_measured = (select places from split_places)
),

{%- for measures, name in {'split': 'suppliers', 'check': 'checks'}.items() %}

{{ name }} as (
    select
        spending.calendar_quarter_end,
        spending.instant,
        measured.segment_id,
        measured.tier,
        measured.revenue_usd,
        {%- for case in cases %}
        {{ to_the_million('measured.revenue_usd * tiers.' ~ case ~ '_factor') }}
            as {{ case }}_usd{{ ',' if not loop.last }}
        {%- endfor %}
    from spending
    inner join measured
        on measured.calendar_quarter_end = spending.calendar_quarter_end
        and measured.measures = '{{ measures }}'
        and {{ shown_at('measured', 'spending.instant') }}
    inner join tiers using (segment_id, tier)
),
{%- endfor %}

spent as (
    select
        spending.* exclude (filed_usd, level_usd, forecast_usd),
        cases.*,
        cast(coalesce(spending.filed_usd, 0) + coalesce(
            case cases.market_case
                {%- for case in cases %}
                when '{{ case }}' then spending.guided_{{ case }}_usd
                {%- endfor %}
            end,
            0
        ) as decimal(18, 2)) as known_usd,
        cast(spending.level_usd as decimal(18, 2)) as level_usd,
        cast(spending.forecast_usd as decimal(18, 2)) as forecast_usd
    from spending
    cross join cases
),

told as (
    select
        split.segment_id,
        {{ calendar_quarter('spent.calendar_quarter_end') }} as calendar_quarter,
        spent.calendar_quarter_end,
        spent.market_case,
        {{ to_the_million(market_usd(
            capex_ahead_usd(
                'spent.known_usd', 'spent.level_usd', 'spent.forecast_usd',
                'spent.growth_beyond_guidance'
            ),
            'spent.spending_of_others', 'spent.share_on_segments', 'split.segment_share'
        )) }} as value_usd,
        spent.method,
        {{ to_the_million(capex_ahead_usd(
            'spent.known_usd', 'spent.level_usd', 'spent.forecast_usd',
            'spent.growth_beyond_guidance'
        )) }} as capex_usd,
        spent.known_usd as capex_known_usd,
        spent.level_usd as capex_level_usd,
        spent.forecast_usd as capex_forecast_usd,
        spent.guidance_tickers,
        spent.forecast_tickers,
        round(100 * split.segment_share, 4) as segment_share_pct,
        split.split_tier,
        {{ calendar_quarter('split.split_quarter_end') }} as split_quarter,
        {{ to_the_million('split.split_revenue_usd') }} as split_revenue_usd,
        {{ to_the_million('suppliers.revenue_usd') }} as suppliers_revenue_usd,
        {{ to_the_million('checks.revenue_usd') }} as check_revenue_usd,
        {%- for name, column in {'suppliers': 'suppliers_usd', 'checks': 'check_usd'}.items() %}
        case spent.market_case
            {%- for case in cases %}
            when '{{ case }}' then {{ name }}.{{ case }}_usd
            {%- endfor %}
        end as {{ column }},
        {%- endfor %}
        checks.tier as check_tier,
        spent.instant,
        spent.next_instant
    from spent
    inner join (
        select * from split
        qualify split_quarter_end
            = max(split_quarter_end) over (partition by calendar_quarter_end, instant)
    ) as split using (calendar_quarter_end, instant)
    left join suppliers using (calendar_quarter_end, instant, segment_id)
    left join checks using (calendar_quarter_end, instant, segment_id)
),

figures as (
    select
        segment_id,
        calendar_quarter,
        calendar_quarter_end,
        market_case,
        value_usd,
        method,
        'cash' as capex_basis,
        capex_usd,
        capex_known_usd,
        capex_level_usd,
        capex_forecast_usd,
        guidance_tickers,
        forecast_tickers,
        segment_share_pct,
        split_tier,
        split_quarter,
        split_revenue_usd,
        suppliers_revenue_usd,
        suppliers_usd,
        {{ change_pct('value_usd', 'suppliers_usd') }} as suppliers_difference_pct,
        check_tier,
        check_revenue_usd,
        check_usd,
        {{ change_pct('value_usd', 'check_usd') }} as check_difference_pct,
        case
            when suppliers_usd is not null then null
            when method = 'filed'
                then 'Fewer than half of the companies of the tier have a figure of the quarter.'
            else 'The quarter is not filed yet.'
        end as missing_reason,
        {{ lineage_id(["'market'", 'calendar_quarter', 'market_case']) }} as lineage_id,
        instant as shown_from,
        next_instant as shown_to
    from told
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['segment_id', 'calendar_quarter', 'market_case']) }} as spans
