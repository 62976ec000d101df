{{ config(materialized='table') }}

{%- set cell = 'place_id, calendar_quarter_end, shown_from' %}
with stated as (
    select
        *,
        {{ places('revenue') }} as place_id,
        coalesce(followed_as <> 'replaced_parent', false) as is_followed
    from {{ ref('int_supplier_revenue__counted') }} as revenue
    where (in_segment_total or followed_as is not null) and value_usd is not null
),

matched as (
    select *, {{ places('pairs') }} as place_id
    from {{ ref('int_supplier_revenue__matched') }} as pairs
),

-- A total changes when a line of its quarter begins to count, ceases to or shows another value;
-- its growth when what both quarters state does.
changes as (
    select place_id, calendar_quarter_end, unnest([shown_from, shown_to]) as changed_at
    from stated
    union
    select place_id, calendar_quarter_end, unnest([matched_from, matched_to])
    from matched
),

moments as (
    select
        place_id,
        calendar_quarter_end,
        changed_at as shown_from,
        lead(changed_at) over (
            partition by place_id, calendar_quarter_end order by changed_at
        ) as shown_to
    from changes
    where changed_at is not null
),

-- The companies of each total as it stood at each of these moments.
members as (
    select
        moments.place_id,
        moments.calendar_quarter_end,
        moments.shown_from,
        stated.company_id,
        stated.ticker,
        sum(stated.value_usd) filter (stated.in_segment_total) as value_usd,
        sum(stated.value_usd) filter (stated.in_segment_total and not stated.is_broad)
            as value_usd_excluding_broad,
        bool_or(stated.is_followed) as is_followed
    from moments
    inner join stated
        on stated.place_id = moments.place_id
        and stated.calendar_quarter_end = moments.calendar_quarter_end
        and {{ shown_at('stated', 'moments.shown_from') }}
    group by all
),

totals as (
    select
        {{ cell }},
        cast(sum(value_usd) as decimal(18, 2)) as value_usd,
        cast(sum(value_usd_excluding_broad) as decimal(18, 2)) as value_usd_excluding_broad,
        cast(count(value_usd) as integer) as companies_reporting,
        cast(count(value_usd_excluding_broad) as integer) as companies_reporting_excluding_broad,
        string_agg(ticker, ', ' order by ticker) filter (value_usd is not null)
            as tickers_reporting,
        cast(count(*) filter (is_followed) as integer) as companies_followed
    from members
    group by all
),

-- Who reports is expected, even where a wider line stands in or the panel starts later.
panels as (
    select
        {{ cell }},
        cast(count(*) as integer) as companies_expected,
        string_agg(ticker, ', ' order by ticker) filter (not is_reporting) as tickers_missing
    from (
        select {{ cell }}, ticker, bool_or(is_reporting) as is_reporting
        from (
            select {{ cell }}, ticker, true as is_reporting
            from members
            where value_usd is not null
            union all
            select moments.place_id, moments.calendar_quarter_end, moments.shown_from, ticker, false
            from moments
            inner join {{ ref('int_tier_panels__expected') }}
                using (place_id, calendar_quarter_end)
        ) as either
        group by all
    ) as companies
    group by all
),

growth as (
    select
        moments.place_id,
        moments.calendar_quarter_end,
        moments.shown_from,
        {%- for name, apart, broad in [
            ('matched', 4, ''), ('matched', 4, '_excluding_broad'),
            ('link', 1, ''), ('link', 1, '_excluding_broad')
        ] %}
        {%- set which = 'quarters_apart = ' ~ apart ~ (' and not is_broad' if broad else '') %}
        cast(count(distinct company_id) filter ({{ which }}) as integer)
            as {{ name }}_companies{{ broad }},
        cast(sum(value_usd) filter ({{ which }}) as decimal(18, 2)) as {{ name }}_usd{{ broad }},
        cast(sum(earlier_usd) filter ({{ which }}) as decimal(18, 2))
            as {{ name }}_earlier_usd{{ broad }}{{ ',' if not loop.last }}
        {%- endfor %}
    from moments
    inner join matched
        on matched.place_id = moments.place_id
        and matched.calendar_quarter_end = moments.calendar_quarter_end
        and matched.matched_from <= moments.shown_from
        and (matched.matched_to is null or matched.matched_to > moments.shown_from)
    group by all
)

-- Where all have holes there is no total, and growth may be known.
select
    {{ cell }},
    totals.* exclude ({{ cell }}),
    panels.companies_expected,
    panels.tickers_missing,
    growth.* exclude ({{ cell }}),
    moments.shown_to
from moments
left join totals using ({{ cell }})
left join panels using ({{ cell }})
left join growth using ({{ cell }})
where totals.value_usd is not null or totals.companies_followed > 0
