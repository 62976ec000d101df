{# The key into lineage of a value: its parts with colons between them, the version's number last,
   as pipelines/contracts/lineage_ids.py writes them. #}
{% macro lineage_id(parts, version=none) -%}
    {{ parts | join(" || ':' || ") }}{{ " || ':v' || " ~ version if version }}
{%- endmacro %}
