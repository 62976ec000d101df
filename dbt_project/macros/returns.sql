{# What the marts of model companies share. #}

{# Whether a report may speak for its company in the combined run rate: of the kind that is
   combined, reached, and not unsure. #}
{% macro is_combined(report, company) -%}
    {{ company }}.is_top_tier
        and {{ report }}.kind = 'run_rate'
        and {{ report }}.qualifier <> 'below'
        and {{ report }}.confidence <> 'low'
{%- endmacro %}

{# The key into lineage of a report. #}
{% macro report_lineage_id(report) -%}
    {{ lineage_id([
        report ~ '.model_company_id', report ~ '.kind', report ~ '.as_of_date',
        report ~ '.document',
    ]) }}
{%- endmacro %}

{# The revenue lines that are hyperscalers' clouds: what they rule outside the value chain, directly
   below their total, so that none lies within another. #}
{% macro cloud_lines() -%}
    select lines.revenue_line_id
    from {{ ref('dim_revenue_lines') }} as lines
    inner join {{ ref('dim_revenue_lines') }} as wholes
        on wholes.revenue_line_id = lines.parent_line_id and wholes.scope = 'total_company'
    inner join {{ ref('dim_companies') }} as owners
        on owners.company_id = lines.company_id and owners.spender_group = 'hyperscaler'
    where lines.segment_id is null
{%- endmacro %}
