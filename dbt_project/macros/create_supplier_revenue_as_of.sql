{# Creates the table macro supplier_revenue_as_of(ts) in the schema of the marts:
   fct_supplier_revenue as it would have stood at ts (TIMESTAMP, UTC). Relations carry no database
   name, so that the same definition works in every file that holds the marts. #}
{% macro create_supplier_revenue_as_of(versions) %}
{%- set relation = versions.include(database=false) %}
create or replace macro {{ relation.schema }}.supplier_revenue_as_of(ts) as table
{{ supplier_revenue_rows(relation, 'cast(ts as timestamp)') }}
{% endmacro %}
