-- At the end of time every standing version is known: the macro gives the mart.
-- depends_on: {{ ref('fct_supplier_revenue_versions') }}
{%- set mart = ref('fct_supplier_revenue') %}
{%- set as_of = mart.schema ~ ".supplier_revenue_as_of(timestamp 'infinity')" %}
(select * from {{ mart }} except select * from {{ as_of }})
union all
(select * from {{ as_of }} except select * from {{ mart }})
