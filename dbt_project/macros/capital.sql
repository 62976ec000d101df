{# What the ratios of spenders share: sides, why one is missing, and what sums are made of. #}

{# Whether a side of that name is of the cell's days and stood at the moment. #}
{% macro side_at(relation, side) -%}
    {{ relation }}.side = '{{ side }}'
        and {{ relation }}.company_id = cells.company_id
        and {{ relation }}.period_start = cells.period_start
        and {{ relation }}.period_end = cells.period_end
        and {{ shown_at(relation, 'moments.changed_at') }}
{%- endmacro %}

{# One amount over another: a DOUBLE; null where a side is, or the lower one is not positive. #}
{% macro ratio(upper, lower) -%}
    case when {{ lower }} > 0
        then cast({{ upper }} as double) / cast({{ lower }} as double)
    end
{%- endmacro %}

{# Of each figure that is null, its column and why, in one text. #}
{% macro why_no_ratio() -%}
    nullif(
        concat_ws(
            '; ',
            case
                when placed.revenue_usd is null then 'capex_to_revenue: no revenue of these days'
                when placed.revenue_usd <= 0 then 'capex_to_revenue: revenue is not positive'
            end,
            case
                when placed.operating_cash_flow_usd is null
                    then 'capex_to_operating_cash_flow, free_cash_flow_usd:'
                        || ' no operating cash flow of these days'
                when placed.operating_cash_flow_usd <= 0
                    then 'capex_to_operating_cash_flow: operating cash flow is not positive'
            end,
            case
                when placed.capex_yoy_pct is null
                    then 'capex_yoy_pct: no capex a year before on the same footing'
            end,
            case
                when placed.depreciation is null
                    then 'depreciation_yoy_pct: no depreciation of these days'
                when placed.depreciation.yoy_pct is null
                    then 'depreciation_yoy_pct: no depreciation of its kind a year before'
            end,
            case
                when placed.trailing_capex_usd is null
                    then 'trailing figures: fewer than four quarters of capex'
                when placed.trailing_revenue_usd is null
                    and placed.trailing_operating_cash_flow_usd is null
                    then 'trailing figures: fewer than four quarters of revenue and of operating'
                        || ' cash flow'
                when placed.trailing_revenue_usd is null
                    then 'trailing_capex_to_revenue: fewer than four quarters of revenue'
                when placed.trailing_operating_cash_flow_usd is null
                    then 'trailing_capex_to_operating_cash_flow, trailing_free_cash_flow_usd:'
                        || ' fewer than four quarters of operating cash flow'
            end,
            case
                when placed.calendar_quarter < '{{ var("cumulative_capex_from") }}'
                    then 'cumulative_capex_usd: begins with {{ var("cumulative_capex_from") }}'
                when placed.cumulative_capex_usd is null
                    then 'cumulative_capex_usd: a quarter since'
                        || ' {{ var("cumulative_capex_from") }} is missing'
            end
        ),
        ''
    )
{%- endmacro %}

{# The sides of a row; one that is converted to dollars has a lineage of its own. #}
{% macro capital_sides() -%}
{{ return(['capex', 'revenue', 'operating_cash_flow', 'depreciation']) }}
{%- endmacro %}

{# The sums of a row, which have lineage of their own. #}
{% macro capital_sums() -%}
{{ return([
    'free_cash_flow', 'cumulative_capex', 'trailing_capex', 'trailing_revenue',
    'trailing_operating_cash_flow', 'trailing_free_cash_flow'
]) }}
{%- endmacro %}

{# The sums over the spenders of a panel. #}
{% macro capital_totals() -%}
{{ return(['capex', 'revenue', 'operating_cash_flow'] + capital_sums()) }}
{%- endmacro %}
