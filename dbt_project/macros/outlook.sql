{# Where a share held may lie by as many outcomes, in percent: Wilson's interval of 95 % (1927). Of
   outcomes h quarters ahead h count as one: two in a row share all their quarters but one. Of none
   nothing is said: greatest and least pass over what is null. #}
{% macro coverage_end(held, outcomes, horizon, sign) -%}
{%- set counted = '(' ~ outcomes ~ ' / greatest(' ~ horizon ~ ', 1))' -%}
    case when {{ held }} is not null then round(100 * least(1, greatest(0, (
        {{ held }} + 1.9208 / {{ counted }} {{ sign }} 1.96 * sqrt(
            {{ held }} * (1 - {{ held }}) / {{ counted }}
            + 0.9604 / power({{ counted }}, 2)
        )
    ) / (1 + 3.8416 / {{ counted }}))), 6) end
{%- endmacro %}
