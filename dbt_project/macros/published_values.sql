{# Every published value that names its operands: (table_name, lineage_id, value). #}
{% macro published_values() %}
    select 'fct_capex' as table_name, lineage_id, value_usd as value from {{ ref('fct_capex') }}
    union all
    select 'fct_capex_versions', lineage_id, value_usd from {{ ref('fct_capex_versions') }}
    union all
    select 'fct_capex_annual', lineage_id, value_usd from {{ ref('fct_capex_annual') }}
    union all
    select 'fct_capex_totals', lineage_id, value_usd from {{ ref('fct_capex_totals') }}
    union all
    select 'fct_restatements', lineage_id, new_usd from {{ ref('fct_restatements') }}
{% endmacro %}
