-- What each hyperscaler is to spend in cash in the quarters ahead of its newest, as it stood at
-- each moment: what is guided of a year less what is spent of it, in equal parts; else the
-- forecast. The same remainder is what pipelines/analysis/guidance.py forecasts by, from midpoints
-- and with growth within the year; it comes before this mart, which reads the forecasts, so that
-- the rule stands twice and a test holds both together.
{%- set months_of_a_bridge = 12 %}
with stated as (
    select
        company_id, ticker, basis, calendar_quarter_end, value_usd, lineage_id, shown_from, shown_to
    from {{ ref('fct_capex_history') }}
    where spender_group = 'hyperscaler' and is_in_panel
),

capex as (
    select * from {{ merged_spans('stated', ['company_id', 'basis', 'calendar_quarter_end']) }}
),

cash as (
    select *
    from capex
    where basis = 'cash'
),

-- A year with both ends; a bound, a quarter and words alone leave too much open. To cash it goes
-- from what can be compared with quarters of the same definition.
guidance as (
    select
        * replace (
            {%- for end in ['low_usd', 'high_usd', 'lineage_id', 'high_lineage_id'] %}
            case when basis = 'cash' then {{ end }}
                else comparable_{{ end }}
            end as {{ end }},
            {%- endfor %}
            case when basis = 'cash' then 0 else comparable_definition end as comparable_definition
        ),
        {{ calendar_quarter_end(calendar_quarter('(horizon_start_date + 45)')) }} as first_quarter
    from {{ ref('fct_capex_guidance_history') }}
    where horizon_grain = 'year'
        and low_usd is not null
        and high_usd is not null
        and superseded_by is null
),

forecasts as (
    select forecasts.*, companies.company_id
    from {{ ref('fct_forecasts_history') }} as forecasts
    inner join {{ source('normalized', 'companies') }} as companies
        on companies.ticker = forecasts.spender and companies.spender_group = 'hyperscaler'
    where forecasts.is_newest and forecasts.series_kind = 'capex' and forecasts.horizon > 0
),

changes as (
    {%- for side in ['capex', 'guidance', 'forecasts'] %}
    select company_id, unnest([shown_from, shown_to]) as instant from {{ side }}
    union
    {%- endfor %}
    select company_id, unnest([amounts_from, amounts_to])
    from {{ source('normalized', 'guidance') }}
    where begins_definition
),

moments as (
    select
        changes.company_id,
        changes.instant,
        any_value(cash.ticker) as ticker,
        max(cash.calendar_quarter_end) as newest_quarter,
        arg_max(cast(cash.value_usd as double), cash.calendar_quarter_end) as newest_usd
    from changes
    inner join cash
        on cash.company_id = changes.company_id
        and {{ shown_at('cash', 'changes.instant') }}
    where changes.instant is not null
    group by all
),

quarters as (
    select
        *,
        unnest([last_day(newest_quarter + to_months(3 * ahead)) for ahead in [1, 2, 3, 4]])
            as calendar_quarter_end,
        lead(instant) over (partition by company_id order by instant) as next_instant
    from moments
),

-- The definition of a basis that a quarter is on: an accounting change begins another (rule 5), as
-- long as it stands.
definitions as (
    select
        moments.company_id,
        moments.instant,
        capex.basis,
        capex.calendar_quarter_end,
        count(distinct changes.issued_date) as definition
    from moments
    inner join (
        select company_id, basis, calendar_quarter_end, max(period_end) as period_end
        from {{ ref('fct_capex_history') }}
        group by all
    ) as capex
        on capex.company_id = moments.company_id
        and capex.calendar_quarter_end
        > moments.newest_quarter - to_months({{ months_of_a_bridge }})
    left join {{ source('normalized', 'guidance') }} as changes
        on changes.company_id = capex.company_id
        and changes.basis = capex.basis
        and changes.issued_date < capex.period_end
        and changes.amounts_from <= moments.instant
        and coalesce(changes.amounts_to > moments.instant, true)
        and changes.basis <> 'cash'
        and changes.begins_definition
    group by all
),

-- How cash goes with the basis that is guided: where both are stated of a quarter of the last year.
bridges as (
    select
        moments.company_id,
        moments.instant,
        own.basis,
        definitions.definition,
        cast(sum(cash.value_usd) as double) / cast(sum(own.value_usd) as double) as cash_to_basis,
        string_agg(cash.lineage_id, ';' order by cash.calendar_quarter_end) || ';'
            || string_agg(own.lineage_id, ';' order by cash.calendar_quarter_end)
            as bridge_lineage_ids
    from moments
    inner join cash
        on cash.company_id = moments.company_id
        and cash.calendar_quarter_end
            > moments.newest_quarter - to_months({{ months_of_a_bridge }})
        and {{ shown_at('cash', 'moments.instant') }}
    inner join capex as own
        on own.company_id = cash.company_id
        and own.calendar_quarter_end = cash.calendar_quarter_end
        and own.value_usd > 0
        and {{ shown_at('own', 'moments.instant') }}
    inner join definitions
        on definitions.company_id = own.company_id
        and definitions.instant = moments.instant
        and definitions.basis = own.basis
        and definitions.calendar_quarter_end = own.calendar_quarter_end
    group by all
),

-- What is spent of a guided year, whose quarters until the newest are all stated.
begun as (
    select
        moments.company_id,
        moments.instant,
        guidance.lineage_id,
        guidance.high_lineage_id,
        guidance.basis,
        guidance.horizon,
        guidance.issued_date,
        guidance.first_quarter,
        cast(guidance.low_usd as double) * bridges.cash_to_basis as low_usd,
        cast(guidance.high_usd as double) * bridges.cash_to_basis as high_usd,
        coalesce(cast(sum(cash.value_usd) as double), 0) as spent_usd,
        concat_ws(
            ';',
            any_value(guidance.lineage_id),
            any_value(guidance.high_lineage_id),
            string_agg(cash.lineage_id, ';' order by cash.calendar_quarter_end),
            any_value(bridges.bridge_lineage_ids) filter (guidance.basis <> 'cash')
        ) as part_ids,
        4 - count(cash.value_usd) as quarters_left
    from moments
    inner join guidance
        on guidance.company_id = moments.company_id
        and {{ shown_at('guidance', 'moments.instant') }}
    inner join bridges
        on bridges.company_id = moments.company_id
        and bridges.instant = moments.instant
        and bridges.basis = guidance.basis
        and bridges.definition = guidance.comparable_definition
    left join cash
        on cash.company_id = moments.company_id
        and cash.calendar_quarter_end
            between guidance.first_quarter and last_day(guidance.first_quarter + to_months(9))
        and {{ shown_at('cash', 'moments.instant') }}
    group by all
    having count(cash.value_usd) = greatest(
        0, datediff('month', guidance.first_quarter, any_value(moments.newest_quarter)) // 3 + 1
    )
),

guided as (
    select
        quarters.company_id,
        quarters.instant,
        quarters.calendar_quarter_end,
        begun.* exclude (company_id, instant)
    from quarters
    inner join begun
        on begun.company_id = quarters.company_id
        and begun.instant = quarters.instant
        and quarters.calendar_quarter_end
            between begun.first_quarter and last_day(begun.first_quarter + to_months(9))
    -- A year whose guidance is spent says nothing of its rest.
    where begun.low_usd > begun.spent_usd
    qualify row_number() over (
        partition by quarters.company_id, quarters.instant, quarters.calendar_quarter_end
        order by begun.basis <> 'cash', begun.issued_date desc
    ) = 1
),

told as (
    select
        quarters.company_id,
        quarters.ticker,
        {{ calendar_quarter('quarters.calendar_quarter_end') }} as calendar_quarter,
        quarters.calendar_quarter_end,
        case when guided.company_id is not null then 'guidance' else 'forecast' end as method,
        guided.horizon,
        guided.issued_date,
        forecasts.origin_quarter,
        {%- for name, guided_usd, forecast_usd in [
            ('low', 'guided.low_usd', 'lower_80'),
            ('value', '(guided.low_usd + guided.high_usd) / 2', 'value'),
            ('high', 'guided.high_usd', 'upper_80'),
        ] %}
        cast(round(coalesce(
            ({{ guided_usd }} - guided.spent_usd) / guided.quarters_left,
            cast(forecasts.{{ forecast_usd }} as double)
        )) as decimal(18, 2)) as {{ name }}_usd,
        {%- endfor %}
        quarters.newest_usd,
        coalesce(guided.part_ids, forecasts.lineage_id) as part_lineage_ids,
        quarters.instant,
        quarters.next_instant
    from quarters
    left join guided using (company_id, instant, calendar_quarter_end)
    left join forecasts
        on forecasts.company_id = quarters.company_id
        and forecasts.calendar_quarter_end = quarters.calendar_quarter_end
        and {{ shown_at('forecasts', 'quarters.instant') }}
        and guided.company_id is null
    where coalesce(guided.company_id, forecasts.company_id) is not null
),

-- Where nothing is guided, growth begins at the last quarter that is, else at the newest filed.
figures as (
    select
        company_id,
        ticker,
        calendar_quarter,
        calendar_quarter_end,
        method,
        horizon,
        issued_date,
        origin_quarter,
        low_usd,
        value_usd,
        high_usd,
        case when method = 'forecast'
            then coalesce(
                last_value(case when method = 'guidance' then value_usd end ignore nulls) over (
                    partition by company_id, instant order by calendar_quarter_end
                ),
                cast(round(newest_usd) as decimal(18, 2))
            )
        end as level_usd,
        part_lineage_ids,
        {{ lineage_id(['company_id', "'capex_ahead'", 'calendar_quarter']) }} as lineage_id,
        instant as shown_from,
        next_instant as shown_to
    from told
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['company_id', 'calendar_quarter']) }} as spans
