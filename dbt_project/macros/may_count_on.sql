{# Whether a revenue line may count in its segment's total for a quarter that ends on that day. #}
{% macro may_count_on(line, day) -%}
    ({{ line }}.may_count
        and ({{ line }}.valid_from is null or {{ line }}.valid_from <= {{ day }})
        and ({{ line }}.valid_to is null or {{ line }}.valid_to >= {{ day }}))
{%- endmacro %}
