{# The places in which a line counts: its tier of the segment, and of its sub-segment. A place never
   holds two tiers. #}
{% macro places(line) -%}
    unnest([
        {{ line }}.segment_id || ':' || {{ line }}.tier,
        {{ line }}.segment_id || ':' || {{ line }}.sub_segment_id || ':' || {{ line }}.tier
    ])
{%- endmacro %}
