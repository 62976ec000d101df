{# Whether a cell was restated, over its `history` of versions: rounding alone restates nothing, nor
   does a value that came back to where it began. #}
{% macro is_restated(value, change_cause) -%}
    ({{ value }} <> first_value({{ value }}) over history
        and bool_or({{ change_cause }} not in ('first_report', 'rounding')) over history)
{%- endmacro %}
