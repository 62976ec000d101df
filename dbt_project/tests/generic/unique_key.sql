{# No two rows share the model's key, which its YAML declares once, in config.meta.key. #}
{% test unique_key(model) %}
{%- set keys = [] -%}
{%- if execute -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.name == model.identifier -%}
        {%- do keys.extend(node.config.meta.key) -%}
    {%- endfor -%}
    {%- if not keys -%}
        {{ exceptions.raise_compiler_error(model.identifier ~ ' declares no config.meta.key') }}
    {%- endif -%}
{%- endif %}
select {{ keys | join(', ') }}, count(*) as row_count
from {{ model }}
group by all
having count(*) > 1
{% endtest %}
