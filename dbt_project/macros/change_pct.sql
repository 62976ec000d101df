{# Change from one amount to another in percent of the first: a ratio, hence a DOUBLE; null where
   the first is not positive, since a percentage of it would say nothing. #}
{% macro change_pct(old, new) -%}
    case when {{ old }} > 0
        then 100 * cast({{ new }} - {{ old }} as double) / cast({{ old }} as double)
    end
{%- endmacro %}
