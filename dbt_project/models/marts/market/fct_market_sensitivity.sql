{{ config(post_hook="{{ create_compute_market_if() }}") }}

-- Each assumption at either end of its range, all others as in the base case: what it is of, over
-- the quarters that are not filed yet, and of what checks a segment its newest quarter.
with assumptions as (
    select
        *,
        coalesce(bool_or(measures = 'check') over (partition by segment_id, tier), false)
            as is_of_a_check
    from {{ source('normalized', 'assumptions') }}
),

scenarios as (
    select *, assumption_id || ':' || market_end as scenario_id
    from assumptions
    cross join (select unnest(['base', 'low', 'high']) as market_end) as ends
),

assumed as (
    select
        scenarios.scenario_id,
        every.part,
        every.segment_id,
        every.tier,
        cast(case
            when every.assumption_id <> scenarios.assumption_id or scenarios.market_end = 'base'
                then every.base_value
            when scenarios.market_end = 'low' then every.low_value
            else every.high_value
        end as double) as assumed_value
    from scenarios
    cross join assumptions as every
),

markets as (
    {{ market_if(ref('fct_compute_market')) }}
),

touched as (
    select
        scenarios.*,
        markets.calendar_quarter,
        case when scenarios.is_of_a_check then markets.check_usd else markets.value_usd end
            as touched_usd
    from scenarios
    inner join markets
        on markets.scenario_id = scenarios.scenario_id
        and markets.segment_id = coalesce(scenarios.segment_id, markets.segment_id)
    where case
            when scenarios.is_of_a_check then markets.check_usd is not null
            else markets.method <> 'filed'
        end
    qualify not scenarios.is_of_a_check
        or markets.calendar_quarter
        = max(markets.calendar_quarter) over (partition by scenarios.scenario_id)
),

effects as (
    select
        assumption_id,
        {%- for end, name in [('base', 'base'), ('low', 'at_low'), ('high', 'at_high')] %}
        cast(sum(touched_usd) filter (market_end = '{{ end }}') as decimal(18, 2))
            as {{ name }}_usd,
        {%- endfor %}
        min(calendar_quarter) as first_quarter,
        max(calendar_quarter) as last_quarter
    from touched
    group by assumption_id
)

select
    assumptions.assumption_id,
    assumptions.assumption_name,
    assumptions.part,
    assumptions.segment_id,
    assumptions.tier,
    assumptions.measures,
    assumptions.measured_quarter,
    assumptions.valid_from_quarter,
    assumptions.base_value,
    assumptions.low_value,
    assumptions.high_value,
    case
        when assumptions.is_of_a_check then 'check_usd'
        when assumptions.segment_id is not null then 'value_usd of the segment'
        else 'value_usd'
    end as touches,
    effects.first_quarter,
    effects.last_quarter,
    effects.base_usd,
    effects.at_low_usd,
    effects.at_high_usd,
    {{ change_pct('effects.base_usd', 'effects.at_low_usd') }} as at_low_pct,
    {{ change_pct('effects.base_usd', 'effects.at_high_usd') }} as at_high_pct,
    assumptions.reason,
    assumptions.source,
    assumptions.url,
    assumptions.stated_date,
    case when effects.base_usd is not null
        then {{ lineage_id(["'assumption'", 'assumptions.assumption_id']) }}
    end as lineage_id
from assumptions
left join effects using (assumption_id)
order by assumptions.assumption_id
