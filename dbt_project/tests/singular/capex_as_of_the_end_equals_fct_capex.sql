-- At the end of time every standing version is known: the macro gives the mart.
-- depends_on: {{ ref('fct_capex_versions') }}
{%- set as_of = ref('fct_capex').schema ~ ".capex_as_of(timestamp 'infinity')" %}
(select * from {{ ref('fct_capex') }} except select * from {{ as_of }})
union all
(select * from {{ as_of }} except select * from {{ ref('fct_capex') }})
