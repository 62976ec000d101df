{# Each value of the column, where it has one, is a value of `field` in `to`. #}
{% test found_in(model, column_name, to, field) %}
select distinct {{ column_name }}
from {{ model }}
where {{ column_name }} is not null
    and {{ column_name }} not in (select {{ field }} from {{ to }})
{% endtest %}
