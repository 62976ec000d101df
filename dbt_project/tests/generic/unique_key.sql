{# No two rows share the model's key, which its YAML declares once, in config.meta.key. #}
{% test unique_key(model) %}
select {{ declared(model, 'key') | join(', ') }}, count(*) as row_count
from {{ model }}
group by all
having count(*) > 1
{% endtest %}
