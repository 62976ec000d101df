{# Joins what a figure includes, as `scopes`: the relation has company_id, metric_id, concept and
   period_end. One alias of a concept is good on a day. #}
{% macro with_metric_scopes(figures) -%}
    inner join {{ source('normalized', 'metric_scopes') }} as scopes
        on scopes.company_id = {{ figures }}.company_id
        and scopes.metric_id = {{ figures }}.metric_id
        and scopes.concept = {{ figures }}.concept
        and {{ figures }}.period_end between coalesce(scopes.valid_from, date '1900-01-01')
            and coalesce(scopes.valid_to, date '2999-12-31')
{%- endmacro %}
