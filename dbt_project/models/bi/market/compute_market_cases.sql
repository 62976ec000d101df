-- What the base case takes all hyperscalers to spend is told of a quarter that none has filed: of
-- the others it is in part what was filed (rule 9).
with ahead as (
    select
        calendar_quarter,
        capex_usd as capex_ahead_usd,
        cast(coalesce(len(string_split(guidance_tickers, ', ')), 0) as integer)
            as companies_guided,
        cast(coalesce(len(string_split(forecast_tickers, ', ')), 0) as integer)
            as companies_forecast
    from {{ ref('fct_compute_market_totals') }}
    where market_case = 'base' and method <> 'filed'
),

spenders as (
    select count(*) as companies_expected
    from {{ ref('dim_companies') }}
    where spender_group = 'hyperscaler'
),

cases as (
    select
        calendar_quarter,
        calendar_quarter_end,
        any_value(method) as method,
        {%- for case in ['low', 'base', 'high'] %}
        any_value(value_usd) filter (market_case = '{{ case }}') as {{ case }}_market_usd,
        {%- endfor %}
        {%- for column in [
            'yoy_pct', 'trailing_four_quarters_usd', 'capex_usd', 'suppliers_usd',
            'suppliers_difference_pct', 'missing_reason', 'lineage_id'
        ] %}
        any_value({{ column }}) filter (market_case = 'base') as {{ column }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_compute_market_totals') }}
    group by calendar_quarter, calendar_quarter_end
)

select
    cases.* exclude (lineage_id),
    ahead.capex_ahead_usd,
    ahead.companies_guided,
    ahead.companies_forecast,
    cases.lineage_id
from cases
cross join spenders
left join ahead
    on ahead.calendar_quarter = cases.calendar_quarter
    and ahead.companies_guided + ahead.companies_forecast = spenders.companies_expected
