{# Every published value that names its operands: (table_name, lineage_id, value). #}
{% macro published_values() %}
    select 'fct_capex' as table_name, lineage_id, value from {{ ref('fct_capex') }}
    {%- for table_name, lineage_id, value in [
        ('fct_capex_versions', 'lineage_id', 'value'),
        ('fct_capex_annual', 'lineage_id', 'value'),
        ('fct_capex_annual_versions', 'lineage_id', 'value'),
        ('fct_capex_totals', 'lineage_id', 'value_usd'),
        ('fct_restatements', 'lineage_id', 'new_usd'),
        ('fct_supplier_revenue', 'lineage_id', 'value'),
        ('fct_supplier_revenue_versions', 'lineage_id', 'value'),
        ('fct_supplier_revenue_annual', 'lineage_id', 'value'),
        ('fct_supplier_revenue_annual_versions', 'lineage_id', 'value'),
        ('fct_segment_revenue', 'lineage_id', 'value_usd'),
        ('fct_segment_capture', 'lineage_id', 'segment_revenue_usd'),
        ('fct_segment_capture', 'capex_lineage_id', 'capex_usd'),
        ('fct_monthly_revenue', 'lineage_id', 'value'),
        ('fct_monthly_revenue_versions', 'lineage_id', 'value'),
        ('fct_customer_concentration', 'lineage_id', 'share_pct'),
    ] %}
    union all
    select '{{ table_name }}', {{ lineage_id }}, {{ value }} from {{ ref(table_name) }}
    {%- endfor %}
{% endmacro %}
