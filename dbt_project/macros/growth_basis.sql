{# On what footing growth stands: whether its two sides were restated, as both stood at the same
   instant; null where there is no growth. #}
{% macro growth_basis(growth, is_restated, is_earlier_restated) -%}
    case
        when {{ growth }} is null then null
        when {{ is_restated }} and {{ is_earlier_restated }} then 'restated'
        when {{ is_restated }} or {{ is_earlier_restated }} then 'one_side_restated'
        else 'as_reported'
    end
{%- endmacro %}
