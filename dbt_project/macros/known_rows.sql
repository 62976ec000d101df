{# The rows of a mart that were known at the instant `ts`, for a mart whose rows never change once
   they are known. #}
{% macro known_rows(mart) %}
select * from {{ mart }} where known_from <= cast(ts as timestamp)
{%- endmacro %}
