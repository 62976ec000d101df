{# What a model's YAML declares in config.meta under that name; while dbt parses, nothing yet. #}
{% macro declared(model, name) %}
{%- set found = [] -%}
{%- if execute -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.name == model.identifier -%}
        {%- do found.append(node.config.meta.get(name)) -%}
    {%- endfor -%}
    {%- if not found or not found[0] -%}
        {{ exceptions.raise_compiler_error(model.identifier ~ ' declares no config.meta.' ~ name) }}
    {%- endif -%}
{%- endif -%}
{{ return(found[0] if found else {}) }}
{% endmacro %}
