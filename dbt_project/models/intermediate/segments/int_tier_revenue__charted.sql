{{ config(materialized='table') }}

-- A total, its index and its constant panel over time. The last two reach across quarters: an early
-- quarter that is restated moves every later value of the index, so all quarters are looked at
-- as they stood at each instant at which one of them changed.
{%- set fewest_behind_a_link = 2 %}
{%- set fewest_at_the_base = 3 %}
{%- set panel_quarters = 8 %}
{#- What ends the names of the columns: all lines, and without the broad ones. #}
{%- set breadths = ['', '_excluding_broad'] %}
with summed as (
    select * from {{ ref('int_tier_revenue__summed') }}
),

instants as (
    select distinct place_id, instant
    from (select place_id, unnest([shown_from, shown_to]) as instant from summed) as changes
    where instant is not null
),

quarters as (
    select
        place_id,
        unnest({{ quarter_ends('min(calendar_quarter_end)', 'max(calendar_quarter_end)') }})
            as calendar_quarter_end
    from summed
    group by place_id
),

-- Every quarter of a place at every instant, with what stood there then.
standing as (
    select
        quarters.place_id,
        quarters.calendar_quarter_end,
        instants.instant,
        summed.* exclude (place_id, calendar_quarter_end, shown_from, shown_to),
        max(summed.companies_followed) over (
            partition by quarters.place_id, instants.instant
            order by quarters.calendar_quarter_end
            rows between 4 preceding and 1 preceding
        ) as most_followed_before,
        -- Quarters outside the series as known then are no rows.
        quarters.calendar_quarter_end between
            min(quarters.calendar_quarter_end) filter (summed.place_id is not null) over known
            and max(quarters.calendar_quarter_end) filter (summed.place_id is not null) over known
            as is_shown
    from instants
    inner join quarters using (place_id)
    left join summed
        on summed.place_id = instants.place_id
        and summed.calendar_quarter_end = quarters.calendar_quarter_end
        and {{ shown_at('summed', 'instants.instant') }}
    window known as (partition by quarters.place_id, instants.instant)
),

links as (
    {%- for breadth in breadths %}
    select
        place_id,
        instant,
        calendar_quarter_end,
        '{{ breadth }}' as breadth,
        companies_reporting{{ breadth }} as companies,
        coalesce(
            link_companies{{ breadth }} >= {{ fewest_behind_a_link }}
            and link_earlier_usd{{ breadth }} > 0,
            false
        ) as is_linked,
        cast(link_usd{{ breadth }} as double) / cast(link_earlier_usd{{ breadth }} as double)
            as link_ratio
    from standing
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
),

-- Links without a gap make a chain, whose index starts at the first quarter with enough companies.
-- Of several chains the longest stands, the later of equals: across a missing link nothing says
-- how high one is against the other.
chained as (
    select
        *,
        count(*) filter (not is_linked) over (
            partition by place_id, breadth, instant order by calendar_quarter_end
        ) as chain
    from links
),

based as (
    select
        *,
        min(calendar_quarter_end) filter (companies >= {{ fewest_at_the_base }})
            over (partition by place_id, breadth, instant, chain) as base_quarter
    from chained
),

indexed as (
    select
        *,
        count(*) filter (calendar_quarter_end > base_quarter)
            over (partition by place_id, breadth, instant, chain) as chain_links,
        product(case when calendar_quarter_end > base_quarter then link_ratio else 1 end)
            over (partition by place_id, breadth, instant, chain order by calendar_quarter_end)
            as chain_ratio
    from based
),

longest as (
    select place_id, breadth, instant, arg_max(chain, (chain_links, chain)) as chain
    from indexed
    where chain_links > 0
    group by place_id, breadth, instant
),

indices as (
    select
        indexed.place_id,
        indexed.instant,
        indexed.calendar_quarter_end,
        {%- for breadth in breadths %}
        -- The order in which factors are multiplied shows beyond the tenth digit.
        any_value(round(100 * indexed.chain_ratio, 4))
            filter (indexed.breadth = '{{ breadth }}') as matched_index{{ breadth }}
            {{- ',' if not loop.last }}
        {%- endfor %}
    from indexed
    inner join longest using (place_id, breadth, instant, chain)
    where indexed.calendar_quarter_end >= indexed.base_quarter
    group by all
),

-- A constant panel's window ends with the newest quarter that two thirds as many companies state
-- as in the fullest of the four before it: one that only the first few have reported would turn
-- the panel into these few.
windows as (
    select
        place_id,
        instant,
        max(calendar_quarter_end) as last_quarter,
        unnest(list_transform(
            range({{ panel_quarters }}),
            lambda before: last_day(max(calendar_quarter_end) - to_months(3 * before))
        )) as calendar_quarter_end
    from standing
    where companies_followed > 0 and 3 * companies_followed >= 2 * coalesce(most_followed_before, 0)
    group by place_id, instant
),

-- What companies can be followed on.
followed as (
    select
        windows.*,
        lines.company_id,
        lines.ticker,
        lines.revenue_line_id,
        lines.in_segment_total,
        lines.followed_as,
        unnest(case when lines.is_broad then {{ breadths[:1] }} else {{ breadths }} end) as breadth,
        lines.value_usd,
        lines.currency,
        lines.definition_number,
        lines.is_series_break
            and windows.calendar_quarter_end
                > last_day(windows.last_quarter - to_months({{ 3 * (panel_quarters - 1) }}))
            as is_broken
    from windows
    inner join (
        select *, {{ places('revenue') }} as place_id
        from {{ ref('int_supplier_revenue__counted') }} as revenue
        where (in_segment_total or followed_as is not null) and value_usd is not null
    ) as lines
        on lines.place_id = windows.place_id
        and lines.calendar_quarter_end = windows.calendar_quarter_end
        and {{ shown_at('lines', 'windows.instant') }}
),

steady_lines as (
    select place_id, breadth, instant, company_id, revenue_line_id
    from followed
    group by all
    having count(followed_as) = {{ panel_quarters }}
        and bool_or(followed_as <> 'replaced_parent')
        and not bool_or(is_broken)
        and count(distinct definition_number) = 1
        and count(distinct currency) = 1
),

-- A company with a line beside these is not in the panel: it does not report on one definition.
unsteady_companies as (
    select distinct
        followed.place_id, followed.breadth, followed.instant, followed.company_id
    from followed
    left join {{ ref('int_revenue_lines__nested') }} as nested
        on nested.revenue_line_id = followed.revenue_line_id
    left join steady_lines
        on steady_lines.place_id = followed.place_id
        and steady_lines.breadth = followed.breadth
        and steady_lines.instant = followed.instant
        and steady_lines.revenue_line_id
            in (followed.revenue_line_id, nested.containing_line_id)
    where followed.in_segment_total
    group by followed.place_id, followed.breadth, followed.instant, followed.company_id,
        followed.revenue_line_id, followed.calendar_quarter_end
    having count(steady_lines.revenue_line_id) = 0
),

panels as (
    select
        followed.place_id,
        followed.instant,
        followed.calendar_quarter_end,
        {%- for breadth in breadths %}
        {%- set of_it = "filter (followed.breadth = '" ~ breadth ~ "')" %}
        cast(sum(followed.value_usd) {{ of_it }} as decimal(18, 2))
            as constant_panel_usd{{ breadth }},
        cast(count(distinct followed.company_id) {{ of_it }} as integer)
            as constant_panel_companies{{ breadth }},
        string_agg(distinct followed.ticker, ', ' order by followed.ticker) {{ of_it }}
            as constant_panel_tickers{{ breadth }}
            {{- ',' if not loop.last }}
        {%- endfor %}
    from followed
    inner join steady_lines using (place_id, breadth, instant, company_id, revenue_line_id)
    anti join unsteady_companies using (place_id, breadth, instant, company_id)
    group by followed.place_id, followed.instant, followed.calendar_quarter_end
),

expected as (
    select
        place_id,
        calendar_quarter_end,
        cast(count(*) as integer) as companies,
        string_agg(ticker, ', ' order by ticker) as tickers
    from {{ ref('int_tier_panels__expected') }}
    group by place_id, calendar_quarter_end
),

unshown as (
    select
        standing.place_id,
        standing.calendar_quarter_end,
        standing.instant,
        standing.is_shown,
        standing.value_usd,
        standing.value_usd_excluding_broad,
        coalesce(standing.companies_reporting, 0) as companies_reporting,
        coalesce(standing.companies_reporting_excluding_broad, 0)
            as companies_reporting_excluding_broad,
        coalesce(standing.companies_expected, expected.companies, 0) as companies_expected,
        standing.tickers_reporting,
        case when standing.value_usd is null then expected.tickers else standing.tickers_missing end
            as tickers_missing,
        {{ change_pct('standing.matched_earlier_usd', 'standing.matched_usd') }} as matched_yoy_pct,
        coalesce(standing.matched_companies, 0) as matched_companies,
        standing.matched_usd,
        standing.matched_earlier_usd,
        {{ change_pct(
            'standing.matched_earlier_usd_excluding_broad', 'standing.matched_usd_excluding_broad'
        ) }} as matched_yoy_pct_excluding_broad,
        coalesce(standing.matched_companies_excluding_broad, 0)
            as matched_companies_excluding_broad,
        {{ change_pct('standing.link_earlier_usd', 'standing.link_usd') }} as matched_qoq_pct,
        {%- for breadth in breadths %}
        indices.matched_index{{ breadth }},
        coalesce(standing.link_companies{{ breadth }}, 0)
            as matched_index_companies{{ breadth }},
        panels.constant_panel_usd{{ breadth }},
        nullif(panels.constant_panel_companies{{ breadth }}, 0)
            as constant_panel_companies{{ breadth }},
        panels.constant_panel_tickers{{ breadth }}
            {{- ',' if not loop.last }}
        {%- endfor %}
    from standing
    left join indices using (place_id, instant, calendar_quarter_end)
    left join panels using (place_id, instant, calendar_quarter_end)
    left join expected using (place_id, calendar_quarter_end)
),

told as (
    select *, row(*columns(* exclude (instant))) as all_that_is_shown
    from unshown
),

-- A row stands until what it shows changes.
spans as (
    select * exclude (instant), instant as shown_from, lead(instant) over history as shown_to
    from (
        select *
        from told
        window history as (partition by place_id, calendar_quarter_end order by instant)
        qualify row_number() over history = 1
            or all_that_is_shown is distinct from lag(all_that_is_shown) over history
    ) as changes
    window history as (partition by place_id, calendar_quarter_end order by instant)
)

select
    spans.place_id,
    split_part(spans.place_id, ':', 1) as segment_id,
    case when len(string_split(spans.place_id, ':')) = 3
        then split_part(spans.place_id, ':', 2)
    end as sub_segment_id,
    split_part(spans.place_id, ':', -1) as tier,
    {{ calendar_quarter('spans.calendar_quarter_end') }} as calendar_quarter,
    spans.* exclude (place_id, is_shown, all_that_is_shown),
    case when spans.value_usd is null
        then 'No company of this tier has a figure of the quarter that counts.'
    end as missing_reason,
    case when spans.value_usd is not null
        then {{ lineage_id([
            "'segment'", 'spans.place_id', calendar_quarter('spans.calendar_quarter_end')
        ]) }}
    end as lineage_id
from spans
where spans.is_shown
