-- Neoclouds report too little to measure the build-out by.
with hyperscalers as (
    from {{ ref('fct_capex_totals_history') }}
    where spender_group = 'hyperscaler'
),

capex_moments as (
    select
        calendar_quarter,
        shown_from,
        lead(shown_from) over (partition by calendar_quarter order by shown_from) as shown_to
    from (select distinct calendar_quarter, shown_from from hyperscalers) as instants
),

capex as (
    select totals.* replace (moments.shown_from as shown_from, moments.shown_to as shown_to)
    from capex_moments as moments
    inner join hyperscalers as totals
        on totals.calendar_quarter = moments.calendar_quarter
        and {{ shown_at('totals', 'moments.shown_from') }}
    -- A basis that only some spenders report measures them, not the build-out.
    qualify totals.companies_expected = max(totals.companies_expected) over (
        partition by moments.calendar_quarter, moments.shown_from
    )
),

spenders as (
    select
        capex.spender_group,
        capex.basis,
        capex.calendar_quarter,
        capex.shown_from,
        string_agg(members.ticker, ', ' order by members.ticker) as spenders
    from capex
    inner join {{ ref('fct_capex_history') }} as members
        on members.basis = capex.basis
        and members.calendar_quarter = capex.calendar_quarter
        and members.spender_group = capex.spender_group
        and members.is_in_panel
        and {{ shown_at('members', 'capex.shown_from') }}
    group by all
),

-- Spenders buy from the headline tiers; what these buy from the others is in their prices.
headline_tiers as (
    select distinct segment_id, tier, segment_id || ':' || tier as place_id
    from {{ ref('dim_segments') }}
    where is_headline_tier
),

pairs as (
    select
        headline_tiers.segment_id,
        headline_tiers.tier,
        capex.calendar_quarter,
        capex.calendar_quarter_end,
        capex.basis,
        capex.spender_group,
        segments.value_usd as segment_revenue_usd,
        capex.value_usd as capex_usd,
        case when capex.value_usd > 0
            then cast(segments.value_usd as double) / cast(capex.value_usd as double)
        end as ratio,
        segments.companies_reporting as suppliers_reporting,
        segments.companies_expected as suppliers_expected,
        segments.tickers_reporting as suppliers,
        capex.companies_reporting as spenders_reporting,
        capex.companies_expected as spenders_expected,
        spenders.spenders,
        segments.companies_reporting = segments.companies_expected
            and capex.companies_reporting = capex.companies_expected as is_complete_panel,
        {{ lineage_id(["'segment'", 'segments.place_id', 'capex.calendar_quarter']) }}
            as lineage_id,
        capex.lineage_id as capex_lineage_id,
        -- Both sides as they stood together.
        greatest(segments.shown_from, capex.shown_from) as instant,
        least(segments.shown_to, capex.shown_to) as instant_to
    from {{ ref('int_tier_revenue__summed') }} as segments
    inner join headline_tiers
        on headline_tiers.place_id = segments.place_id
        and segments.value_usd is not null
    inner join capex
        on capex.calendar_quarter = {{ calendar_quarter('segments.calendar_quarter_end') }}
        and {{ shown_together('capex', 'segments') }}
    inner join spenders
        on spenders.spender_group = capex.spender_group
        and spenders.basis = capex.basis
        and spenders.calendar_quarter = capex.calendar_quarter
        and spenders.shown_from = capex.shown_from
),

told as (
    select *, row(*columns(* exclude (instant, instant_to))) as all_that_is_shown
    from pairs
),

-- A row stands until what it shows changes, or a side of it ceases to stand.
stepped as (
    select
        *,
        not coalesce(
            all_that_is_shown = lag(all_that_is_shown) over history
            and instant = lag(instant_to) over history,
            false
        ) as is_step
    from told
    window history as (
        partition by segment_id, tier, calendar_quarter, basis order by instant
    )
),

numbered as (
    select
        *,
        count(*) filter (is_step) over (
            partition by segment_id, tier, calendar_quarter, basis order by instant
        ) as step
    from stepped
),

spans as (
    select
        * exclude (instant, instant_to, all_that_is_shown, is_step),
        min(instant) as shown_from,
        nullif(max(coalesce(instant_to, timestamp 'infinity')), timestamp 'infinity') as shown_to
    from numbered
    group by all
)

select * exclude (step)
from spans
