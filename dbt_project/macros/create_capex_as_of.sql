{# Creates the table macro capex_as_of(ts) in the schema of the marts: fct_capex as it would have
   stood at ts (TIMESTAMP, UTC). Relations carry no database name, so that the same definition
   works in every file that holds the marts. #}
{% macro create_capex_as_of(versions) %}
create or replace macro {{ versions.include(database=false).schema }}.capex_as_of(ts) as table
{{ capex_rows(versions.include(database=false), 'cast(ts as timestamp)') }}
{% endmacro %}
