{# What the marts of the market share. #}

{# What is said on a day is known at its end in New York (UTC). #}
{% macro end_of_day_in_new_york(day) -%}
    cast(timezone(
        'UTC', timezone('America/New_York', {{ day }} + interval '1 day' - interval '1 second')
    ) as timestamp)
{%- endmacro %}

{# The key into lineage of an end of an estimate of others. #}
{% macro estimate_lineage_id(side) -%}
    {{ lineage_id(["'estimate'", 'estimate_by', 'stated', 'definition', 'period', side]) }}
{%- endmacro %}
