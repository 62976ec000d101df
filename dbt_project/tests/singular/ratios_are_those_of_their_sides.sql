{{ config(meta={'dagster': {'ref': {'name': 'fct_capital_ratios'}}}) }}
-- Every ratio, difference and growth follows from the amounts beside it, free cash flow from both
-- of the same days; and of what is null, missing_reason names the column. Growth of what was filed
-- in another currency is in that currency.
with told as (
    select
        *,
        {%- for side in ['capex', 'depreciation'] %}
        {{ side }}_lineage_id like '%\_in\_usd:%' escape '\' as is_{{ side }}_converted
        {{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_capital_ratios') }}
)

select *
from told
where capex_to_revenue is distinct from {{ ratio('capex_usd', 'revenue_usd') }}
    or capex_to_operating_cash_flow
        is distinct from {{ ratio('capex_usd', 'operating_cash_flow_usd') }}
    or free_cash_flow_usd is distinct from operating_cash_flow_usd - capex_usd
    or trailing_free_cash_flow_usd
        is distinct from trailing_operating_cash_flow_usd - trailing_capex_usd
    or trailing_capex_to_revenue
        is distinct from {{ ratio('trailing_capex_usd', 'trailing_revenue_usd') }}
    {%- for side in ['capex', 'depreciation'] %}
    or (
        {{ side }}_yoy_pct is distinct from
            {{ change_pct(side ~ '_year_earlier_usd', side ~ '_usd') }}
        and not coalesce(is_{{ side }}_converted, false)
    )
    {%- endfor %}
    or (capex_to_revenue is null)
        <> coalesce(regexp_matches(missing_reason, '(^|; )capex_to_revenue: '), false)
    or (free_cash_flow_usd is null)
        <> coalesce(missing_reason like '%, free_cash_flow_usd: no operating%', false)
    or (depreciation_yoy_pct is null)
        <> coalesce(missing_reason like '%depreciation_yoy_pct: %', false)
    or (cumulative_capex_usd is null)
        <> coalesce(missing_reason like '%cumulative_capex_usd: %', false)
