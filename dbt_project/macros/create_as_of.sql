{# Creates the table macro <name>_as_of(ts) in the schema of the marts: fct_<name> as it would have
   stood at ts (TIMESTAMP, UTC).

   name: of the mart, without its fct_.
   rows: the SQL of its rows at the instant `ts`. Relations in it carry a schema and no database
       name (see published_relation), so that the same definition works in every file that holds
       the marts. #}
{% macro create_as_of(name, rows) %}
create or replace macro {{ this.schema }}.{{ name }}_as_of(ts) as table
{{ rows }}
{% endmacro %}

{# A mart by its name in whatever file holds the marts, or the rows of one of them at `ts`. #}
{% macro published_relation(name) -%}
    {{ this.schema }}.{{ name }}
{%- endmacro %}

{% macro published_at(name) -%}
    {{ this.schema }}.{{ name }}_as_of(ts)
{%- endmacro %}
