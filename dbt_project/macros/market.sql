{# What the marts of the market share. #}

{# What builders spend on a segment: what the five do, what others do for each dollar of it, of all
   that the share that reaches the segments, and of this the segment's. #}
{% macro market_usd(capex_usd, spending_of_others, share_on_segments, segment_share) -%}
    {{ capex_usd }} * (1 + {{ spending_of_others }}) * {{ share_on_segments }} * {{ segment_share }}
{%- endmacro %}

{# The same from a tier's revenue: its part for data centers, over the share of what builders spend
   on the segment that it is. #}
{% macro market_of_tier_usd(revenue_usd, data_center_share, share_of_market) -%}
    {{ revenue_usd }} * {{ data_center_share }} / {{ share_of_market }}
{%- endmacro %}

{# Capital expenditure where some of it is neither filed nor guided: level spending, and as much of
   the growth from there as comes. Where it is forecast to fall, who lets less growth come lets it
   fall as much faster: a low case is never above a base case. #}
{% macro capex_ahead_usd(known_usd, level_usd, forecast_usd, growth_beyond_guidance) -%}
    (coalesce({{ known_usd }}, 0) + coalesce(
        {{ level_usd }}
        * pow(
            {{ forecast_usd }} / nullif({{ level_usd }}, 0),
            case
                when {{ forecast_usd }} >= {{ level_usd }} then {{ growth_beyond_guidance }}
                else greatest(2 - {{ growth_beyond_guidance }}, 0)
            end
        ),
        0
    ))
{%- endmacro %}

{# An estimate as it is published: to the million, since no digit below means anything. #}
{% macro to_the_million(usd) -%}
    cast(round({{ usd }}, -6) as decimal(18, 2))
{%- endmacro %}

{# The base case with other assumptions: of the relation `assumed` (scenario_id, part, segment_id,
   tier, assumed_value), a row per scenario, segment and calendar quarter. What
   fct_market_sensitivity and compute_market_if ask alike. #}
{% macro market_if(market) -%}
    with whole as (
        select
            scenario_id,
            {%- for part in ['spending_of_others', 'share_on_segments', 'growth_beyond_guidance'] %}
            any_value(assumed_value) filter (part = '{{ part }}') as {{ part }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from assumed
        group by scenario_id
    ),

    of_tiers as (
        select
            shares.scenario_id,
            shares.segment_id,
            shares.tier,
            {{ market_of_tier_usd(1, 'of_data_centers.assumed_value', 'shares.assumed_value') }}
                as factor
        from assumed as shares
        inner join assumed as of_data_centers using (scenario_id, segment_id, tier)
        where shares.part = 'share_of_market' and of_data_centers.part = 'data_center_share'
    )

    select
        whole.scenario_id,
        market.segment_id,
        market.calendar_quarter,
        market.calendar_quarter_end,
        market.method,
        {{ to_the_million(market_usd(
            capex_ahead_usd(
                'market.capex_known_usd', 'market.capex_level_usd', 'market.capex_forecast_usd',
                'whole.growth_beyond_guidance'
            ),
            'whole.spending_of_others', 'whole.share_on_segments',
            'market.split_revenue_usd * split.factor / sum(market.split_revenue_usd * split.factor)'
                ~ ' over (partition by whole.scenario_id, market.calendar_quarter)'
        )) }} as value_usd,
        {{ to_the_million('market.suppliers_revenue_usd * split.factor') }} as suppliers_usd,
        {{ to_the_million('market.check_revenue_usd * checks.factor') }} as check_usd
    from whole
    cross join {{ market }} as market
    inner join of_tiers as split
        on split.scenario_id = whole.scenario_id
        and split.segment_id = market.segment_id
        and split.tier = market.split_tier
    left join of_tiers as checks
        on checks.scenario_id = whole.scenario_id
        and checks.segment_id = market.segment_id
        and checks.tier = market.check_tier
    where market.market_case = 'base'
{%- endmacro %}

{# Creates the table macro compute_market_if(changes): the base case with the assumptions that the
   map names at other values, such as map {'spending_of_others': 0.9}, within the bounds that the
   registry has for them. It reads the marts alone, so that it works in every file that holds them. #}
{% macro create_compute_market_if() -%}
create or replace macro {{ this.schema }}.compute_market_if(changes) as table
with assumed as (
    select
        'changed' as scenario_id,
        part,
        segment_id,
        tier,
        case
            when changes[assumption_id] is null then cast(base_value as double)
            when
                part in ('share_on_segments', 'data_center_share', 'share_of_market')
                and not (changes[assumption_id] > 0 and changes[assumption_id] <= 1)
                then error('compute_market_if: ' || assumption_id || ': a share is above 0 and at most 1')
            when not (changes[assumption_id] >= 0 and changes[assumption_id] <= 9)
                then error('compute_market_if: ' || assumption_id || ' lies between 0 and 9')
            else cast(changes[assumption_id] as double)
        end as assumed_value
    from {{ this.schema }}.fct_market_sensitivity
    where case
            when list_has_all(
                (select list(assumption_id) from {{ this.schema }}.fct_market_sensitivity),
                map_keys(changes)
            ) then true
            else error('compute_market_if: a key is not an assumption_id of fct_market_sensitivity')
        end
),

changed as (
    {{ market_if(this.schema ~ '.fct_compute_market') }}
)

select * exclude (scenario_id) from changed
{%- endmacro %}
