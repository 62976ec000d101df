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
