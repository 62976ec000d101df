{{ config(meta={'dagster': {'ref': {'name': 'fct_capital_ratio_totals'}}}) }}
-- A sum over a panel stands exactly where each member that is expected states it, and is their sum.
with members as (
    select
        spender_group,
        calendar_quarter,
        {%- for name in capital_totals() %}
        sum({{ name }}_usd) as {{ name }}_sum,
        count({{ name }}_usd) as {{ name }}_count,
        {%- endfor %}
        count(*) as shown
    from {{ ref('fct_capital_ratios') }}
    where is_in_panel
    group by all
)

select totals.*
from {{ ref('fct_capital_ratio_totals') }} as totals
left join members using (spender_group, calendar_quarter)
where members.shown is null
    or totals.companies_reporting > members.shown
    {%- for name in capital_totals() %}
    or totals.{{ name }}_usd is distinct from case
        when members.{{ name }}_count = totals.companies_expected then members.{{ name }}_sum
    end
    {%- endfor %}
    or totals.capex_to_revenue
        is distinct from {{ ratio('totals.capex_usd', 'totals.revenue_usd') }}
